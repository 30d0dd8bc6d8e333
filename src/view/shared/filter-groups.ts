import type { Difficulty } from "../../mdp/index.ts";
import type { Row } from "./row.ts";

/** A question about a rollout with several answers, of which a list may be asked for one. */
interface Group {
  readonly name: string;
  readonly label: string;
  /** Its answers that every run has; the stages and iterations are each run's own. */
  readonly values: readonly GroupValue[];
  /** Which of the values a rollout has: bit i for the i-th. */
  readonly bits: (row: Row) => number;
}

/** An answer, as an address and as a person reads it. */
export interface GroupValue {
  readonly value: string;
  readonly label: string;
}

const isRight = (letter: string | undefined): boolean => letter === "c" || letter === "C";
const isWrong = (letter: string | undefined): boolean => letter !== undefined && "wnWN".includes(letter);

function hasStep(turns: string, before: typeof isRight, after: typeof isRight): boolean {
  for (let t = 1; t < turns.length; t++) if (before(turns[t - 1]) && after(turns[t])) return true;
  return false;
}

/** A bit for each test that holds, kept by the turns' letters: a run has few different ones. */
function byTurns(tests: readonly ((turns: string) => boolean)[]): (turns: string) => number {
  const known = new Map<string, number>();
  return (turns) => {
    const before = known.get(turns);
    if (before !== undefined) return before;
    const bits = tests.reduce((sum, holds, i) => sum | (Number(holds(turns)) << i), 0);
    if (known.size < 10_000) known.set(turns, bits);
    return bits;
  };
}

const flowBits = byTurns([
  (turns) => hasStep(turns, isWrong, isRight),
  (turns) => hasStep(turns, isRight, isWrong),
  (turns) => turns !== "" && [...turns].every(isRight),
  (turns) => turns !== "" && [...turns].every(isWrong),
]);

const troubleBits = byTurns([(turns) => /n/i.test(turns), (turns) => /e/i.test(turns), (turns) => turns.includes(".")]);

const difficulties: readonly Difficulty[] = ["never", "up to half", "over half"];

const improvers = [null, "self", "teacher", "solutions"] as const;

/** The groups of filters, in the order in which they are shown. */
export const groups: readonly Group[] = [
  {
    name: "kind",
    label: "Stage",
    values: [
      { value: "evaluation", label: "evaluation" },
      { value: "training", label: "training" },
    ],
    bits: ({ stage }) => (stage.kind === "evaluation" ? 1 : 2),
  },
  {
    name: "flow",
    label: "Turn by turn",
    values: [
      { value: "wrong-right", label: "wrong → right" },
      { value: "right-wrong", label: "right → wrong" },
      { value: "always-right", label: "always right" },
      { value: "never-right", label: "never right" },
    ],
    bits: ({ turns }) => flowBits(turns),
  },
  {
    name: "trouble",
    label: "Trouble",
    values: [
      { value: "no-answer", label: "no answer" },
      { value: "undecided", label: "undecided" },
      { value: "ungraded", label: "not graded yet" },
      { value: "truncated", label: "truncated" },
      { value: "same-2", label: "same wrong answer 2×" },
      { value: "same-3", label: "3×" },
      { value: "same-4", label: "4×" },
      { value: "same-5", label: "5× or more" },
    ],
    bits: ({ turns, isTruncated, sameWrong }) =>
      troubleBits(turns) | (Number(isTruncated) << 3) | (sameWrong >= 2 ? 16 << (Math.min(sameWrong, 5) - 2) : 0),
  },
  {
    name: "by",
    label: "Turns by",
    values: [
      { value: "policy", label: "policy alone" },
      { value: "self", label: "policy, then its own best" },
      { value: "teacher", label: "policy, then the teacher" },
      { value: "solutions", label: "policy, then the solution" },
    ],
    bits: ({ improver }) => 1 << improvers.indexOf(improver),
  },
  {
    name: "difficulty",
    label: "The base solves it",
    values: [
      { value: "never", label: "never" },
      { value: "up-to-half", label: "up to half of the time" },
      { value: "over-half", label: "over half" },
    ],
    bits: ({ problem: { difficulty } }) => (difficulty === undefined ? 0 : 1 << difficulties.indexOf(difficulty)),
  },
];
