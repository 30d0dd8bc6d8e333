import { equivalent } from "./compare/equivalent.ts";
import type { Verdict } from "./compare/verdict.ts";
import { type ExtractOptions, extractAnswer } from "./extract/extract-answer.ts";

/**
 * What grading an attempt can end in: `noAnswer` when the attempt gives none, `error` when the grader cannot tell (so that doubt is
 * never scored as wrong).
 */
export type Outcome = "correct" | "wrong" | "noAnswer" | "error";

/** A gold answer and an attempt's whole text, with how to look for the answer in it. */
export interface GradeRequest extends ExtractOptions {
  readonly gold: string;
  readonly prediction: string;
  /** The problem's text, which tells whether a percentage was asked for; default: not known. */
  readonly problem?: string;
}

/** The outcome, the answer that was graded (null when there is none) and why. */
export interface GradeResult {
  readonly outcome: Outcome;
  readonly answer: string | null;
  readonly reason: string;
}

/**
 * Grades an attempt against the gold answer: extracts the attempt's answer, then compares the two as mathematics.
 *
 * @returns never throws on a model's text; what cannot be decided is the outcome `error`
 */
export function grade(request: GradeRequest): GradeResult {
  const { gold, prediction } = request;
  const whole = prediction.trim();
  if (whole !== "" && whole === gold.trim())
    return { outcome: "correct", answer: whole, reason: "the gold's own text" };
  const found = extractAnswer(prediction, request);
  if (found.kind === "noAnswer") return { outcome: "noAnswer", answer: null, reason: found.reason };
  const mode = request.mode ?? "lenient";
  const verdict = compareWithGold(goldAnswer(gold), found.answer, mode, mayAskForShare(request.problem ?? ""));
  const outcome = verdict === "equal" ? "correct" : verdict === "different" ? "wrong" : "error";
  return { outcome, answer: found.answer, reason: `${found.reason}; ${verdict}` };
}

/** The answer inside a gold that is a whole solution: its last box or what follows its last `####`. */
function goldAnswer(gold: string): string {
  if (!gold.includes("\\boxed") && !gold.includes("####")) return gold;
  const found = extractAnswer(gold, { style: gold.includes("####") ? "hashes" : "boxed", mode: "strict" });
  return found.kind === "answer" ? found.answer : gold;
}

/** A percentage that is asked for (not one that is given, as in "25% of 60"); of an unknown problem nobody can tell. */
const mayAskForShare = (problem: string): boolean => problem === "" || /(?<!\d\s?\\?)(?:%|percent)/i.test(problem);

/** Compares with the gold; in lenient mode `a + b = 5` also answers what a + b is, when the gold is no equation but a number. */
function compareWithGold(gold: string, answer: string, mode: "strict" | "lenient", asksForShare: boolean): Verdict {
  const verdict = equivalent(gold, answer, { sharesArePercentages: mode === "lenient" && asksForShare });
  const sign = answer.lastIndexOf("=");
  const isNumber = !gold.includes("=") && !/[A-Za-z]/.test(gold.replace(/\\[A-Za-z]+/g, ""));
  if (verdict === "equal" || mode === "strict" || sign < 0 || !isNumber) return verdict;
  return equivalent(gold, answer.slice(sign + 1)) === "equal" ? "equal" : verdict;
}
