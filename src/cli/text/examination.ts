import type { Examination } from "../../evaluate/index.ts";
import type { Estimate } from "../../mdp/index.ts";
import { formatEstimate } from "./format.ts";
import { formatTable } from "./table.ts";

/** A line of an examination: what is measured, the figure, and what a base model must reach to be worth teaching. */
export interface ExaminationLine {
  readonly what: string;
  readonly estimate: Estimate;
  readonly wanted?: string;
  readonly isMet?: boolean;
}

const farAboveSampled = 0.1;

/**
 * An examination line by line. What a base is held to: a model that calculates wrong cannot check; one that never keeps an
 * answer, or never tries anew, has nothing for the method to select from; and where greedy answers are far better than sampled
 * ones, its errors are slips that a vote mends as well.
 */
export function examinationLines(examination: Examination): readonly ExaminationLine[] {
  const { calculations, sampled, greedy, keepsRight, triesAnew, mendsWrong, freshRight } = examination;
  const { second, secondAfterAnother, secondUnchecked, worthOfAttempt, worthOfCheck } = examination;
  return [
    { what: "calculations written out that are right", estimate: calculations, ...atLeast(calculations, 0.97) },
    { what: "first attempt right, sampled", estimate: sampled },
    {
      what: "first attempt right, greedy",
      estimate: greedy,
      wanted: "not 10 points above sampled",
      isMet: greedy.value <= sampled.value + farAboveSampled,
    },
    { what: "shown its right attempt: right again", estimate: keepsRight, ...atLeast(keepsRight, 0.5) },
    { what: "shown its wrong attempt: another answer", estimate: triesAnew, ...atLeast(triesAnew, 1 / 3) },
    { what: "shown its wrong attempt: right", estimate: mendsWrong },
    { what: "the same problems, asked afresh: right", estimate: freshRight },
    { what: "second answer right", estimate: second },
    { what: "... shown another problem's attempt", estimate: secondAfterAnother },
    { what: "... difference: worth of its own attempt", estimate: worthOfAttempt },
    ...(secondUnchecked ? [{ what: "... shown its attempt without the check", estimate: secondUnchecked }] : []),
    ...(worthOfCheck ? [{ what: "... difference: worth of the check", estimate: worthOfCheck }] : []),
  ];
}

function atLeast({ value }: Estimate, want: number): Pick<Required<ExaminationLine>, "wanted" | "isMet"> {
  return { wanted: `at least ${Math.round(100 * want)}`, isMet: value >= want };
}

/** The examination as a table for the terminal. */
export function describeExamination(examination: Examination): string {
  const rows = examinationLines(examination).map(({ what, estimate, wanted, isMet }) => [
    what,
    formatEstimate(estimate),
    wanted === undefined ? "" : `${isMet === true ? "yes" : "NO"}: ${wanted}`,
  ]);
  return formatTable([[`${examination.problems} problems, in percent`, "95% interval", "fit to be taught?"], ...rows]);
}
