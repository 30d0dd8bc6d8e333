import type { Grade, Problem, Rng } from "../../mdp/index.ts";
import type { DrawnProblem, Family } from "../generated/family.ts";
import type { LevelName } from "../word-problems/level.ts";
import { pick } from "../word-problems/plan.ts";
import { people } from "../word-problems/story.ts";
import { stories } from "./stories.ts";

/** What a level draws from. */
interface SumLevel {
  /** How many numbers there are. */
  readonly numbers: number;
  /** The largest of them. */
  readonly largest: number;
}

const sumLevels: Readonly<Record<LevelName, SumLevel>> = {
  easy: { numbers: 5, largest: 20 },
  medium: { numbers: 6, largest: 30 },
  hard: { numbers: 7, largest: 50 },
  expert: { numbers: 9, largest: 99 },
};

/**
 * The exact sum: which of some numbers, at least two and not all, add up to a target? To find them is search (the subset-sum
 * problem); to check them is to add. An attempt adds up what it picked, says whether that is the target, and names its picks.
 */
export const exactSum: Family = {
  name: "exact-sum",
  draw: (rng, level) => drawSum(rng, sumLevels[level]),
  grade: async (problem, text) => gradeSum(problem, text),
  isSameAnswer: (a, b) => sum(numbersOf(a)) === sum(numbersOf(b)),
};

function drawSum(rng: Rng, { numbers: count, largest }: SumLevel): DrawnProblem {
  const numbers = Array.from({ length: count }, () => 1 + rng.below(largest));
  const found = pickSome(rng, numbers);
  const target = sum(found);
  return {
    key: `${numbers.toSorted((a, b) => a - b).join(" ")} -> ${target}`,
    question: ask(rng, numbers, target),
    answer: `${target} from ${numbers.join(", ")}`,
    solution: tell(found, target),
    tryOut: (writer) => tell(nearMiss(writer, numbers, target), target),
  };
}

/** At least two of the numbers and not all, in their order. */
function pickSome(rng: Rng, numbers: readonly number[]): readonly number[] {
  const count = 2 + rng.below(numbers.length - 2);
  const places = rng.shuffle(numbers.map((_, i) => i)).slice(0, count);
  return places.toSorted((a, b) => a - b).flatMap((i) => numbers[i] ?? []);
}

const near = 10;
const looks = 4;

/** Somebody's try: of a few picks the first that comes near the target, else the last. */
function nearMiss(rng: Rng, numbers: readonly number[], target: number): readonly number[] {
  let tried = pickSome(rng, numbers);
  for (let look = 1; look < looks && Math.abs(sum(tried) - target) > near; look++) tried = pickSome(rng, numbers);
  return tried;
}

function ask(rng: Rng, numbers: readonly number[], target: number): string {
  const list = `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
  return pick(rng, stories)
    .replace("{name}", pick(rng, people).name)
    .replace("{list}", list)
    .replace("{target}", String(target));
}

/** An attempt: one addition a line, whether the target is reached, and the picks. */
function tell(picks: readonly number[], target: number): string {
  const [first = 0, ...rest] = picks;
  let total = first;
  const lines = rest.map((number) => `${total}+${number}=${(total += number)}`);
  return [...lines, `${total} is ${total === target ? "" : "not "}${target}.`, `#### ${picks.join(", ")}`].join("\n");
}

const longestAnswer = 80; // characters: nine numbers with all their commas are 34

function gradeSum({ answer: gold }: Pick<Problem, "answer">, text: string): Grade {
  const written = /(?:^|\n)#### ([^\n]+)$/.exec(text.trimEnd())?.[1]?.trim();
  if (written === undefined || written.length > longestAnswer || !/^\d+(?:, ?\d+)*$/.test(written)) {
    return { outcome: "noAnswer", answer: null, reason: 'no list of numbers after a last line\'s "#### "' };
  }
  const [target = "", list = ""] = gold.split(" from ");
  const fault = faultOf(numbersOf(written), Number(target), numbersOf(list));
  return fault === undefined
    ? { outcome: "correct", answer: written, reason: `they add up to ${target}` }
    : { outcome: "wrong", answer: written, reason: fault };
}

function faultOf(picked: readonly number[], target: number, given: readonly number[]): string | undefined {
  const left = [...given];
  for (const number of picked) {
    const at = left.indexOf(number);
    if (at < 0) return `${number} is not among ${given.join(", ")}, or not so often`;
    left.splice(at, 1);
  }
  const total = sum(picked);
  return total === target ? undefined : `they add up to ${total}, not ${target}`;
}

const numbersOf = (list: string): readonly number[] => list.split(",").map(Number);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
