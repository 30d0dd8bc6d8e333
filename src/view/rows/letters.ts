import type { Outcome } from "../../mdp/index.ts";
import type { TurnLetter } from "../shared/row.ts";

const letters: Readonly<Record<Outcome, TurnLetter>> = { correct: "c", wrong: "w", noAnswer: "n", error: "e" };
const outcomes: Readonly<Record<string, Outcome>> = { c: "correct", w: "wrong", n: "noAnswer", e: "error" };

/** A turn's letter. */
export function letterOf(outcome: Outcome, by: "policy" | "improver"): TurnLetter {
  const letter = letters[outcome];
  return by === "policy" ? letter : (letter.toUpperCase() as TurnLetter); // both cases are letters
}

/** A letter's outcome; undefined where it is not graded yet. */
export function outcomeOf(letter: string): Outcome | undefined {
  return outcomes[letter.toLowerCase()];
}

/** How often the one stands there that stands there most often. */
export function mostOften(answers: readonly (string | number)[]): number {
  const counts = new Map<string | number, number>();
  for (const answer of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}
