import type { Grade } from "../../mdp/index.ts";

/** How every family's attempt checks itself: "45 is not 48." or "48 is 48.", a line of its own. */
export function checkOf(value: number, target: number): string {
  return `${value} is ${value === target ? "" : "not "}${target}.`;
}

/** The attempt without that line. */
export function withoutCheck(text: string): string {
  return text.replace(/^\d+ is (?:not )?\d+\.\n/m, "");
}

/** "3, 8 and 14" */
export function listOf(numbers: readonly number[]): string {
  return `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
}

const looks = 4;

/** Somebody's try: the first of a few that comes near the target, else the last. */
export function nearMiss<T>(draw: () => T, distance: (tried: T) => number, near: number): T {
  let tried = draw();
  for (let look = 1; look < looks && distance(tried) > near; look++) tried = draw();
  return tried;
}

/** The gold answer of problems whose target many answers reach: "17 from 3, 8, 14". */
export const goldOf = (target: number, numbers: readonly number[]): string => `${target} from ${numbers.join(", ")}`;

/** Why an answer is wrong. */
export interface Fault {
  readonly reason: string;
  /** The answer as it is counted in a vote, where that is not as it was written. */
  readonly answer?: string;
}

const longestAnswer = 80; // characters: nine numbers with all their commas are 34, five with all their brackets 25

/**
 * Grades the answer that stands at an attempt's end, after "#### ": right is whatever has no fault, however it was found.
 *
 * @param form that an answer must have, such as a list of numbers
 * @param faultOf undefined where the answer reaches the target with the numbers that were given
 */
export function gradeLastLine(
  gold: string,
  text: string,
  form: { readonly pattern: RegExp; readonly name: string },
  faultOf: (written: string, target: string, given: readonly string[]) => Fault | undefined,
  reached: string,
): Grade {
  const written = /(?:^|\n)#### ([^\n]+)$/.exec(text.trimEnd())?.[1]?.trim();
  if (written === undefined || written.length > longestAnswer || !form.pattern.test(written)) {
    return { outcome: "noAnswer", answer: null, reason: `no ${form.name} after a last line's "#### "` };
  }
  const [target = "", list = ""] = gold.split(" from ");
  const fault = faultOf(written, target, list.split(", "));
  return fault === undefined
    ? { outcome: "correct", answer: written, reason: `${reached} ${target}` }
    : { outcome: "wrong", answer: written, ...fault };
}
