import { createHash } from "node:crypto";
import { grade } from "../../grade/index.ts";

/** Golds and texts whose grades depend on nearly every rule of the grader. */
const PROBES: readonly (readonly [gold: string, text: string])[] = [
  ["7", "#### 7"],
  ["1,234", "So it is 1234 in all.\n#### 1,234"],
  ["1/2", "\\boxed{\\frac12}"],
  ["0.5", "The answer is $\\frac{1}{2}$."],
  ["50\\%", "The answer is 0.5"],
  ["3.14", "about \\boxed{\\pi}"],
  ["x^2+2x+1", "\\boxed{(x+1)^2}"],
  ["(1,2)", "\\boxed{\\left(1, 2\\right)}"],
  ["[1,2)", "\\boxed{(1,2)}"],
  ["\\sqrt{8}", "\\boxed{2\\sqrt{2}}"],
  ["12", "First I thought 12. No: \\boxed{13}"],
  ["12", "<think>it is \\boxed{12}</think> So 13."],
  ["12", "I cannot tell."],
  ["$12", "It costs 12 dollars."],
  ["12", "12.0000001"],
  ["-3", "Answer: −3"],
  ["10^3", "The final answer is 1000"],
  ["\\{1,2\\}", "\\boxed{2, 1}"],
  ["x=3", "\\boxed{3}"],
  ["5 km", "\\boxed{5000\\text{ m}}"],
  ["B", "The answer is (B)."],
  ["", "\\boxed{}"],
];

/** Changes with the rules by which texts are graded; not with how they are written. */
export function graderFingerprint(): string {
  const grades = PROBES.map(([gold, prediction]) => {
    const { outcome, answer } = grade({ gold, prediction });
    return [outcome, answer];
  });
  return createHash("sha256").update(JSON.stringify(grades)).digest("hex").slice(0, 16);
}
