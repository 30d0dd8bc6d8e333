import type { Comparison } from "../../mdp/index.ts";
import { between, within } from "../comparisons.ts";
import { html, type Html } from "../page/html.ts";
import type { ReportInput } from "../report-input.ts";
import { judgement, percent, points } from "../words.ts";

interface Question {
  readonly asks: string;
  readonly how: string;
  readonly comparison: Comparison | undefined;
}

const answers = { higher: "Yes.", lower: "No, less.", "not distinguishable": "No detectable difference." };
const classes = { higher: "right", lower: "wrong", "not distinguishable": "open" };

function questionsOf({ evaluations, comparisons }: ReportInput): Question[] {
  const base = evaluations[0]?.scores.name ?? "";
  const last = evaluations.at(-1)?.scores.name ?? "";
  return [
    {
      asks: "Does it correct itself?",
      how: `${last}: turn 5 alone against turn 1 alone`,
      comparison: within(comparisons, last, "t5", "m1@t1"),
    },
    {
      asks: "Does a vote over its turns gain?",
      how: `${last}: m1@t5 against m1@t1`,
      comparison: within(comparisons, last, "m1@t5", "m1@t1"),
    },
    {
      asks: "More than 5 samples and a vote?",
      how: `${last}: m1@t5 against m5@t1`,
      comparison: within(comparisons, last, "m1@t5", "m5@t1"),
    },
    {
      asks: "More than a vote of equal tokens?",
      how: `${last}: m1@t5 against m@t1 of equal tokens`,
      comparison: within(comparisons, last, "m1@t5", "m@t1 equal tokens"),
    },
    {
      asks: "More than before training?",
      how: `m1@t5: ${last} against ${base}`,
      comparison: last === base ? undefined : between(comparisons, base, last, "m1@t5"),
    },
  ];
}

function card({ asks, how, comparison }: Question): Html | undefined {
  if (comparison === undefined) return undefined;
  const { value, low, high } = comparison.difference;
  const judged = judgement(comparison);
  return html`<div class="verdict ${classes[judged]}">
    <p>${asks}</p>
    <strong>${points(value)} <small>points</small></strong>
    <p>${answers[judged]}</p>
    <p class="quiet">95% interval ${percent(low)} to ${percent(high)}</p>
    <p class="quiet">${how}</p>
  </div>`;
}

/** The questions that a reader comes with, each with its difference, interval and answer in words. */
export function verdictSection(input: ReportInput): Html {
  return html`<div class="verdicts">${questionsOf(input).map(card)}</div>`;
}
