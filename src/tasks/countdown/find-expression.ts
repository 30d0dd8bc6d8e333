import { extractAnswer } from "../../grade/index.ts";

const phrase = /\b(?:equation|expression|solution|answer)\b(?:[^\n:]{0,20}\bis\b:?|\W{0,4}:)/gi;
const run = /[-+*/×÷−()\d \t]+/g;
const tail = 20_000; // characters from the end: the answer is there, and the search stays cheap on any text

/**
 * The expression that a response answers with: between the last `<answer>` tags, in the last box, after the last `####`,
 * after "equation is" and the like, else the last run of numbers and operators.
 *
 * @returns the expression alone: of an equation, the side that calculates; undefined where there is none
 */
export function findExpression(response: string): string | undefined {
  const text = response.slice(-tail);
  const found = tagged(text) ?? marked(text) ?? phrased(text) ?? bare(text);
  return found === undefined ? undefined : sideOf(found);
}

function tagged(text: string): string | undefined {
  const start = text.lastIndexOf("<answer>");
  const end = text.indexOf("</answer>", start);
  return start < 0 || end < 0 ? undefined : text.slice(start + "<answer>".length, end);
}

function marked(text: string): string | undefined {
  for (const style of ["boxed", "hashes"] as const) {
    const found = extractAnswer(text, { style, mode: "strict" });
    if (found.kind === "answer") return found.answer;
  }
  return undefined;
}

function phrased(text: string): string | undefined {
  const last = [...text.matchAll(phrase)].at(-1);
  if (last === undefined) return undefined;
  const [line = ""] = text
    .slice(last.index + last[0].length)
    .trimStart()
    .split("\n", 1);
  return /\d/.test(line) ? line : undefined;
}

/** The last run of numbers, operators and brackets that holds an operator between others. */
function bare(text: string): string | undefined {
  return text.match(run)?.findLast((piece) => /[\d)][ \t]*[-+*/×÷−]/.test(piece) && /\d[) \t]*$/.test(piece));
}

/** Of "24 = 3 * 8" or "3 * 8 = 24." the calculation, without the stop that ends its sentence. */
function sideOf(equation: string): string {
  const sides = equation.split("=").map((side) => side.replaceAll(/^[\s$*`"']+|[\s$*`"'.,]+$/g, ""));
  return sides.find((side) => /\d.*[-+*/×÷−\\]/s.test(side)) ?? sides[0] ?? "";
}
