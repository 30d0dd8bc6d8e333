import { pick, type Rng } from "../../mdp/index.ts";
import { checkOf } from "../generated/attempt.ts";
import type { DrawnProblem, Family } from "../generated/family.ts";
import { isSameAnswer, textGrader } from "../text-grader.ts";
import type { LevelName, Range } from "../word-problems/level.ts";
import { people } from "../word-problems/story.ts";
import { stories } from "./stories.ts";

/** The ranges that a level draws from. */
interface GuessLevel {
  /** How many things there are in all. */
  readonly things: Range;
  /** The value of one of the first kind; the other kind comes to less. */
  readonly each: Range;
  /** Standard deviation of an honest guess around the answer. */
  readonly spread: number;
}

const guessLevels: Readonly<Record<LevelName, GuessLevel>> = {
  easy: { things: [4, 12], each: [2, 9], spread: 1.5 },
  medium: { things: [5, 20], each: [2, 12], spread: 2 },
  hard: { things: [6, 40], each: [3, 16], spread: 3 },
  expert: { things: [20, 99], each: [5, 40], spread: 8 },
};

/** n things, x of which come to `a` each and the others to `b` each. */
interface Puzzle {
  readonly n: number;
  readonly x: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Guess and check: a story with two unknowns. An attempt guesses how many there are of the first kind, works out what that
 * would come to, and says whether it does ("45 is not 48."): a wrong guess shows itself, and by how much it is off.
 */
export const guessAndCheck: Family = {
  name: "guess-and-check",
  draw: (rng, level) => drawPuzzle(rng, guessLevels[level]),
  grade: textGrader({ style: "hashes", mode: "strict" }),
  isSameAnswer,
};

function drawPuzzle(rng: Rng, { things, each, spread }: GuessLevel): DrawnProblem {
  const n = drawFrom(rng, things);
  const a = drawFrom(rng, each);
  const b = drawFrom(rng, [1, a - 1]);
  const x = drawFrom(rng, [1, n - 1]);
  const puzzle = { n, x, a, b };
  return {
    key: `${n} ${x} ${a} ${b}`,
    question: ask(rng, puzzle),
    answer: String(x),
    solution: tell(puzzle, x),
    tryOut: (writer) => tell(puzzle, guess(writer, puzzle, spread)),
  };
}

/** A guess near the answer, never outside of what is possible. */
function guess(rng: Rng, { n, x }: Puzzle, spread: number): number {
  for (;;) {
    const guessed = x + Math.round(spread * normal(rng));
    if (guessed >= 1 && guessed < n) return guessed;
  }
}

/** Box and Muller: a standard normal number of two uniform ones. */
function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}

function ask(rng: Rng, { n, x, a, b }: Puzzle): string {
  const places: Readonly<Record<string, string>> = {
    name: pick(rng, people).name,
    n: String(n),
    s: String(comesTo({ n, x, a, b }, x)),
    a: String(a),
    b: String(b),
  };
  return pick(rng, stories).replace(/\{(\w+)\}/g, (_, place: string) => places[place] ?? "");
}

const comesTo = ({ n, a, b }: Puzzle, x: number): number => x * a + (n - x) * b;

/** An attempt: a guess, what it comes to, whether that is what the story says, and the answer. */
function tell(puzzle: Puzzle, guessed: number): string {
  const { n, a, b, x } = puzzle;
  const others = n - guessed;
  const [sum, told] = [comesTo(puzzle, guessed), comesTo(puzzle, x)];
  return [
    `Try ${guessed}.`,
    `${n}-${guessed}=${others}`,
    `${guessed}*${a}=${guessed * a}`,
    `${others}*${b}=${others * b}`,
    `${guessed * a}+${others * b}=${sum}`,
    checkOf(sum, told),
    `#### ${guessed}`,
  ].join("\n");
}

function drawFrom(rng: Rng, [low, high]: Range): number {
  return low + rng.below(high - low + 1);
}
