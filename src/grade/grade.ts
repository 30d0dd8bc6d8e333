import { type EquivalenceOptions, equivalent } from "./compare/equivalent.ts";
import { isTold } from "./compare/told.ts";
import type { Verdict } from "./compare/verdict.ts";
import { type ExtractOptions, extractAnswer } from "./extract/extract-answer.ts";
import type { ExtractionRule } from "./extract/extraction.ts";
import { yesOrNo } from "./extract/languages.ts";
import { clean } from "./parse/clean.ts";
import { nameSource } from "./extract/names.ts";

/**
 * The outcomes of grading an attempt: `noAnswer` when the attempt gives none, `error` when the grader cannot tell (so that doubt is
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

/** The outcome, the answer that was graded (null when there is none), where it stands and why. */
export interface GradeResult {
  readonly outcome: Outcome;
  readonly answer: string | null;
  readonly reason: string;
  /** The rule that took the answer and the span [start, end) of the prediction that it took; null when there is none. */
  readonly rule: ExtractionRule | null;
  readonly span: readonly [number, number] | null;
}

/**
 * Grades an attempt against the gold answer: extracts the attempt's answer, then compares the two as mathematics.
 *
 * @returns never throws on a model's text; what cannot be decided is the outcome `error`
 */
export function grade(request: GradeRequest): GradeResult {
  const { gold, prediction } = request;
  const whole = prediction.trim();
  if (whole !== "" && whole === gold.trim()) {
    const start = prediction.indexOf(whole);
    const span = [start, start + whole.length] as const;
    return { outcome: "correct", answer: whole, reason: "the gold's own text", rule: "whole", span };
  }
  const found = extractAnswer(prediction, request);
  if (found.kind === "noAnswer")
    return { outcome: "noAnswer", answer: null, reason: found.reason, rule: null, span: null };
  const mode = request.mode ?? "lenient";
  const goldText = goldAnswer(gold);
  const said = withoutCondition(found.answer, goldText);
  const verdict = compareWithGold(goldText, said, policyFor(mode, request.problem ?? "", found.rule));
  const outcome = verdict === "equal" ? "correct" : verdict === "different" ? "wrong" : "error";
  const { answer, rule, start, end } = found;
  return { outcome, answer, reason: `${found.reason}; ${verdict}`, rule, span: [start, end] };
}

/** A gold of so many characters is a solution where it says what its answer is. */
const solutionChars = 200;

/** The answer inside a gold that is a whole solution: its last box, what follows its last `####`, or what "the answer is". */
function goldAnswer(gold: string): string {
  const isMarked = gold.includes("\\boxed") || gold.includes("####");
  if (!isMarked && gold.length < solutionChars) return gold;
  const style = gold.includes("####") ? "hashes" : isMarked ? "boxed" : "phrase";
  const found = extractAnswer(gold, { style, mode: "strict" });
  return found.kind === "answer" ? found.answer : gold;
}

/**
 * A percentage that is asked for (not one that is given, as in "25% of 60"); of an unknown problem nobody can tell, and a bare answer may
 * be one, whereas a sentence would say so.
 */
const mayAskForShare = (problem: string, rule: ExtractionRule): boolean =>
  problem === "" ? rule === "boxed" || rule === "whole" : /(?<!\d\s?\\?)(?:%|percent)/i.test(problem);

const asksToRound =
  /\bround(?:ed|ing)?\b|nearest|approximat|decimal|significant (?:figure|digit)|estimate|to (?:\w+ )?places?\b|hundredth|calculator|\babout how\b|四舍五入|保留/i;
/** So many digits of an exact value are no guess; fewer answer only a problem that asks to round. */
const exactFromDigits = 6;

/** Where a function increases, the ends of an interval belong to it or not, as one likes. */
const asksForMonotony =
  /\bmonoton|\b(?:in|de)creas(?:es|ing)\b[^.]{0,40}\bintervals?\b|\bintervals?\b[^.]{0,60}\b(?:in|de)creas|单调/i;

/** How an answer is compared with its gold: what is generous needs the problem to ask for it, and strict mode never is. */
const policyFor = (mode: "strict" | "lenient", problem: string, rule: ExtractionRule): Policy => ({
  problem,
  isGoldFirst: true,
  sharesArePercentages: mode === "lenient" && mayAskForShare(problem, rule),
  exactFromDigits: mode === "strict" ? Infinity : asksToRound.test(problem) ? 0 : exactFromDigits,
  endsAreFree: mode === "lenient" && asksForMonotony.test(problem),
  isStrict: mode === "strict",
});

interface Policy extends EquivalenceOptions {
  readonly isStrict: boolean;
  readonly problem: string;
}

/** The value of a gold that is a chain, `m + n = 3 + 4 = 7`: its last side. */
const chainValue = (gold: string): string =>
  /^[^=,;]{1,80}(?:=[^=,;]{1,80}){2,5}$/.test(gold) && !/[<>\\]n?e/.test(gold)
    ? gold.slice(gold.lastIndexOf("=") + 1).replace(/\$\s*$/, "")
    : gold;

const sidesOf = (answer: string): readonly string[] =>
  answer.split("=").map((side) => side.replace(/[\s$]|\\[(),!]/g, ""));

const plainNumber = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** `4 = 5 = 6`: numbers that are not equal. */
function isContradiction(answer: string): boolean {
  if (!answer.includes("=")) return false;
  const [first = "", ...rest] = sidesOf(answer);
  const numbers = [...(plainNumber.test(first) ? [first] : []), ...rest];
  const [value] = numbers.map(Number);
  if (value === undefined || numbers.length < 2 || !rest.every((side) => plainNumber.test(side))) return false;
  return numbers.some((number) => Math.abs(Number(number) - value) > 0.01 * Math.abs(Number(number)));
}

/** `3x + 4 = 19`, which is still to be solved, unless the problem asks what its left side is. */
function isUnsolved(answer: string, problem: string): boolean {
  const [left = ""] = sidesOf(answer);
  const plain = left.replace(/\\(?:frac|dfrac|cdot|times|left|right|sqrt)/g, "");
  const letters = new Set(plain.match(/[A-Za-z]/g));
  const isExpression =
    letters.size === 1 && /\d[A-Za-z]|[A-Za-z]\^|[-+*/|]/.test(plain) && !/[A-Za-z]\(|_|\\|[A-Za-z]{2}/.test(plain);
  return isExpression && !problem.replace(/[\s$]/g, "").includes(left);
}

const condition = new RegExp(
  String.raw`^([^,;]{0,200}?\d[^,;=]{0,60}?)[\s$]*(?:\\(?:text|mbox|mathrm)\s?\{\s?|\s)(?:when|if|for|where|at|with|under|given)\s?\}?[\s$]*${nameSource}\s?=[^,;=]{1,30}$`,
);

/** The answer without the value of a name for which it holds (`12 for n = 3`), where the gold has none. */
const withoutCondition = (answer: string, gold: string): string =>
  answer.length > 300 || gold.includes("=") ? answer : (condition.exec(answer)?.[1] ?? answer);

/** `A^{-1} = \begin{pmatrix} ... \end{pmatrix}`: what a matrix is. */
const matrixNamed =
  /^[\s$]*(?:\\\[)?\s*[A-Z](?:\s?\^\s?(?:\{[^{}]{1,4}\}|\w))?\s?=\s?(\\begin\{[^=]{1,600}\})[\s$.]*(?:\\\])?[\s.]*$/;

/** `\mathcal{P}(A) = \{\emptyset, \{1\}\}`: what a power set is. */
const powerSet =
  /^[\s$]*(?:\\math(?:cal|scr|bb|frak|rm)\s?\{?\s?P\s?\}?|\\wp|P)\s?(?:\\left)?\(([^=]{1,80})\)\s?=\s?(\\(?:left\\)?\{[^=]{1,400}\\\})[\s$]*$/;

/** Compares with the gold; in lenient mode `a + b = 5` also answers what a + b is, when the gold is not an equation but a number. */
function compareWithGold(gold: string, answer: string, policy: Policy): Verdict {
  if (isContradiction(answer)) return "different";
  if (yesOrNo(/^(?:\\text\s?\{)?\s?(\p{L}{1,12})\s?\}?[.!]?$/u.exec(gold)?.[1] ?? "") === answer) return "equal";
  if (!policy.isStrict && isTold(gold, answer, policy.problem)) return "equal";
  const named = /^\s*\\begin\{/.test(gold.replace(/^[\s$]+/, "")) ? matrixNamed.exec(answer)?.[1] : undefined;
  if (named !== undefined && !policy.isStrict) return equivalent(gold, named, policy);
  const members = gold.includes("=") ? undefined : powerSet.exec(answer)?.[2];
  if (members !== undefined && !policy.isStrict) return equivalent(gold, members, policy);
  const verdict = equivalent(gold, answer, policy);
  const sign = answer.search(/(?<![<>!~≠]|\\not\s{0,4})=[^=]*$/);
  if (verdict === "different" && chainValue(gold) !== gold) return compareWithGold(chainValue(gold), answer, policy);
  if (sign >= 0 && isUnsolved(answer, policy.problem)) return verdict;
  const isNumber = !gold.includes("=") && !/[A-Za-z]/.test(gold.replace(/\\[A-Za-z]+/g, ""));
  const isList = /(?<![\w\\])(?:and|or)(?!\w)|;|,(?!\d{3}(?!\d))/.test(clean(answer.replaceAll("\\,", " ")));
  if (verdict === "equal" || policy.isStrict || sign < 0 || !isNumber || isList) return verdict;
  const side = answer.slice(sign + 1);
  const last = equivalent(gold, side, policy);
  const isEvaluated = verdict === "unknown" && plainNumber.test(side.replace(/[\s$]|\\[\])]/g, ""));
  return last === "equal" || (isEvaluated && last === "different") ? last : verdict;
}
