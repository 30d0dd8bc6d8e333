import { pick, type Grade, type Rng } from "../../mdp/index.ts";
import { checkOf, goldOf, gradeLastLine, listOf, nearMiss, type Fault } from "../generated/attempt.ts";
import type { DrawnProblem, Family } from "../generated/family.ts";
import type { LevelName } from "../word-problems/level.ts";
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
  grade: async ({ answer }, text) => gradeSum(answer, text),
  isSameAnswer: (a, b) => a === b || sum(numbersOf(a)) === sum(numbersOf(b)), // of picks that are not given there is no sum
};

function drawSum(rng: Rng, { numbers: count, largest }: SumLevel): DrawnProblem {
  const numbers = Array.from({ length: count }, () => 1 + rng.below(largest));
  const found = pickSome(rng, numbers);
  const target = sum(found);
  return {
    key: `${numbers.toSorted((a, b) => a - b).join(" ")} -> ${target}`,
    question: ask(rng, numbers, target),
    answer: goldOf(target, numbers),
    solution: tell(found, target),
    tryOut: (writer) => tell(tryOf(writer, numbers, target), target),
  };
}

/** At least two of the numbers and not all, in their order. */
function pickSome(rng: Rng, numbers: readonly number[]): readonly number[] {
  const count = 2 + rng.below(numbers.length - 2);
  const places = rng.shuffle(numbers.map((_, i) => i)).slice(0, count);
  return places.toSorted((a, b) => a - b).flatMap((i) => numbers[i] ?? []);
}

const near = 10;

const tryOf = (rng: Rng, numbers: readonly number[], target: number): readonly number[] =>
  nearMiss(
    () => pickSome(rng, numbers),
    (tried) => Math.abs(sum(tried) - target),
    near,
  );

function ask(rng: Rng, numbers: readonly number[], target: number): string {
  return pick(rng, stories)
    .replace("{name}", pick(rng, people).name)
    .replace("{list}", listOf(numbers))
    .replace("{target}", String(target));
}

/** An attempt: one addition a line, whether the target is reached, and the picks. */
function tell(picks: readonly number[], target: number): string {
  const [first = 0, ...rest] = picks;
  let total = first;
  const lines = rest.map((number) => `${total}+${number}=${(total += number)}`);
  return [...lines, checkOf(total, target), `#### ${picks.join(", ")}`].join("\n");
}

const form = { pattern: /^\d+(?:, ?\d+)*$/, name: "list of numbers" };

const gradeSum = (gold: string, text: string): Grade => gradeLastLine(gold, text, form, faultOf, "they add up to");

function faultOf(written: string, target: string, given: readonly string[]): Fault | undefined {
  const picked = numbersOf(written);
  const left = given.map(Number);
  for (const number of picked) {
    const at = left.indexOf(number);
    if (at < 0) {
      const reason = `${number} is not among ${given.join(", ")}, or not so often`;
      return { reason, answer: `${written} (not given)` }; // no vote for picks that are given and come to the same
    }
    left.splice(at, 1);
  }
  const total = sum(picked);
  return total === Number(target) ? undefined : { reason: `they add up to ${total}, not ${target}` };
}

const numbersOf = (list: string): readonly number[] => list.split(",").map(Number);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
