import type { Comparison } from "../../mdp/index.ts";
import { between, within } from "../comparisons.ts";
import { html, type Html } from "../page/html.ts";
import type { ReportInput } from "../report-input.ts";
import { verdictOf } from "../verdict.ts";
import { judgement, percent, points } from "../words.ts";

interface Question {
  readonly asks: string;
  readonly how: string;
  readonly comparison: Comparison | undefined;
  /** Which way the model would like it; default: higher. */
  readonly wanted?: "higher" | "lower";
}

function questionsOf({ evaluations, comparisons }: ReportInput): Question[] {
  const base = evaluations[0]?.scores.name ?? "";
  const scores = evaluations.at(-1)?.scores;
  const last = scores?.name ?? "";
  const five = Math.min(5, scores?.metrics.turns.length ?? 5);
  const of = (metric: string, other: string) => within(comparisons, last, metric, other);
  return [
    {
      asks: "Does it correct itself?",
      how: `${last}: turn ${five} alone against turn 1 alone`,
      comparison: of("t5", "m1@t1"),
    },
    {
      asks: `Is a vote over its turns better than ${five} samples and a vote?`,
      how: `${last}: m1@t5 against m5@t1`,
      comparison: of("m1@t5", "m5@t1"),
    },
    {
      asks: "And than a vote of equal tokens?",
      how: `${last}: m1@t5 against m@t1 of equal tokens`,
      comparison: of("m1@t5", "m@t1 equal tokens"),
    },
    {
      asks: "And than one greedy answer?",
      how: `${last}: m1@t5 against the greedy first answer`,
      comparison: of("m1@t5", "greedy@t1"),
    },
    {
      asks: "Does it repair more than fresh samples would?",
      how: `${last}: of the wrong answers, turned right, against fresh samples`,
      comparison: of("wrong->right", "fresh"),
    },
    {
      asks: "Does it break less than fresh samples would?",
      how: `${last}: of the right answers, turned wrong, against fresh samples`,
      comparison: of("right->wrong", "fresh"),
      wanted: "lower",
    },
    {
      asks: "Are its turns better than before training?",
      how: `m1@t5: ${last} against ${base}`,
      comparison: last === base ? undefined : between(comparisons, base, last, "m1@t5"),
    },
  ];
}

function answerOf(
  comparison: Comparison,
  wanted: "higher" | "lower",
): { readonly words: string; readonly mark: string } {
  const judged = judgement(comparison);
  if (judged === "not distinguishable") return { words: "No detectable difference.", mark: "open" };
  if (judged !== wanted) return { words: judged === "lower" ? "No, less." : "No, more.", mark: "wrong" };
  const words = comparison.adjusted ? "Yes." : "Yes, taken alone; not among all the differences tested.";
  return { words, mark: comparison.adjusted ? "right" : "open" };
}

function card({ asks, how, comparison, wanted = "higher" }: Question, isSmoke: boolean): Html | undefined {
  if (comparison === undefined) return undefined;
  const { value, low, high } = comparison.difference;
  const { words, mark } = isSmoke
    ? { words: "Means nothing: a smoke run.", mark: "open" }
    : answerOf(comparison, wanted);
  return html`<div class="verdict ${mark}">
    <p>${asks}</p>
    <strong>${points(value)} <small>points</small></strong>
    <p>${words}</p>
    <p class="quiet">95% interval ${percent(low)} to ${percent(high)}</p>
    <p class="quiet">${how}</p>
  </div>`;
}

/** What the figures say, in sentences; then the questions that a reader comes with, each with its difference and interval. */
export function verdictSection(input: ReportInput): Html {
  const { evaluations, comparisons, isSmoke = false } = input;
  const sentences = verdictOf(
    evaluations.map(({ scores }) => scores),
    comparisons,
    isSmoke,
  );
  const [first, ...others] = sentences;
  return html`<p class="lead ${isSmoke ? "smoke" : ""}">${first}</p>
    <p>${others.join(" ")}</p>
    <div class="verdicts">${questionsOf(input).map((question) => card(question, isSmoke))}</div>`;
}
