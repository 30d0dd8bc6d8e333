import { createHash } from "node:crypto";
import { grade } from "../../grade/index.ts";
import type { Problem } from "../../mdp/index.ts";
import type { Grading } from "../../tasks/index.ts";

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
  ["15", "To solve this, we need to add 12 and 15."],
  ["12", "Tom says the answer is 12."],
  ["32", "The answer is 30, I mean 32."],
  ["7", "**5** **6** **7**"],
  ["19", "3x + 4 = 19"],
  ["7", "Después de 3 días quedan 7 manzanas."],
  ["a_n = 3n-1", "\\boxed{a_k = 3k-1}"],
  ["12\\% \\text{ decrease}", "\\boxed{12\\% \\text{ increase}}"],
];

/** Ways to answer with a gold, and not to, that any grader tells apart by its rules. */
const responsesTo = (gold: string): readonly string[] => [
  gold,
  `<think>${gold}</think>`,
  `I think so.\n\n${gold}\n\nHope this helps!`,
  gold.slice(0, Math.ceil(gold.length / 2)),
  `${gold}\nWait, that is wrong.`,
  "No answer.",
];
const probedProblems = 3;

/**
 * Changes with the rules by which a task grades, the mathematics' and its own; not with how they are written. Programs are not run for
 * it: of a task that tests them only the reading of a text without one counts.
 */
export async function graderFingerprint(grading: Grading, problems: readonly Problem[]): Promise<string> {
  const outcomes: string[] = [];
  for (const problem of problems.slice(0, probedProblems)) {
    const gold = grading.concurrency === undefined ? grading.goldResponse(problem) : undefined;
    for (const response of gold === undefined ? ["No answer."] : responsesTo(gold))
      outcomes.push((await grading.grade(problem, response)).outcome);
  }
  return digest([mathematics(), outcomes]);
}

const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);

function mathematics(): readonly unknown[] {
  return PROBES.map(([gold, prediction]) => {
    const { outcome, answer } = grade({ gold, prediction });
    return [outcome, answer];
  });
}
