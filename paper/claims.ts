import type { Estimate } from "../src/index.ts";
import { overSeeds } from "./over-seeds.ts";
import { headline } from "./studies.ts";
import { againstRise, markdown, metricsOf, pointsOf, within, type StudyResult } from "./tables.ts";

/** A claim of the paper, as a difference that is above 0 where it holds. */
interface Claim {
  readonly text: string;
  /** The claim is that there is no such gain: it holds unless the difference is above 0. */
  readonly isDenial?: boolean;
  /** Absent where what it needs has not been run. */
  readonly difference: (results: Results) => Estimate | undefined;
  /** What the difference is, in words. */
  readonly measure: string;
}

/** Results by study. */
type Results = ReadonlyMap<string, StudyResult>;

const negative = (estimate: Estimate | undefined): Estimate | undefined =>
  estimate && { value: -estimate.value, low: -estimate.high, high: -estimate.low };

/** The margin of rise-self over a study that it is held against. */
const marginOver =
  (study: string) =>
  (results: Results): Estimate | undefined => {
    const result = results.get(study);
    return result && negative(againstRise(result, "t5"));
  };

const ofSelf =
  (metric: string, model?: string) =>
  (results: Results): Estimate | undefined => {
    const self = results.get(headline.name);
    return self && within(self, metric, model);
  };

/** A model's gain over the base. */
const gainOverBase =
  (metric: string, model: string) =>
  (results: Results): Estimate | undefined => {
    const runs = results.get(headline.name)?.runs ?? [];
    const found = runs.flatMap(({ comparisons }) =>
      comparisons.filter((one) => one.a === "base" && one.b === model && one.metric === metric),
    );
    return found.length === 0 ? undefined : meanOf(found.map(({ difference }) => difference));
  };

const claims: readonly Claim[] = [
  {
    text: "A model trained by RISE improves its answers over turns, without an oracle",
    measure: "turn 5 - turn 1, iteration 2",
    difference: ofSelf("t5 - m1@t1", "iteration-2"),
  },
  {
    text: "Five turns beat a vote over five parallel samples",
    measure: "m1@t5 - m5@t1, iteration 2",
    difference: ofSelf("m1@t5 - m5@t1", "iteration-2"),
  },
  {
    text: "... and a vote over as many parallel tokens",
    measure: "m1@t5 - m@t1 at equal tokens",
    difference: ofSelf("m1@t5 - m@t1 equal tokens", "iteration-2"),
  },
  {
    text: "The starting model does not improve over turns",
    isDenial: true,
    measure: "turn 5 - turn 1, base",
    difference: ofSelf("t5 - m1@t1", "base"),
  },
  {
    text: "The first answer is not sacrificed",
    measure: "m1@t1, iteration 2 - base",
    difference: gainOverBase("m1@t1", "iteration-2"),
  },
  {
    text: "A second iteration adds to the first",
    measure: "m1@t5, gain of iteration 2 - gain of iteration 1",
    difference: (results) =>
      minus(gainOverBase("m1@t5", "iteration-2")(results), gainOverBase("m1@t5", "iteration-1")(results)),
  },
  {
    text: "Prompting alone (Self-Refine) does not do it",
    measure: "turn 5, rise-self - Self-Refine",
    difference: marginOver("self-refine"),
  },
  {
    text: "Training on single turns does not do it",
    measure: "turn 5, rise-self - single turns",
    difference: marginOver("single-turn"),
  },
  {
    text: "Fine-tuning on solutions does not do it",
    measure: "turn 5, rise-self - on solutions",
    difference: marginOver("sft-oracle"),
  },
  {
    text: "Weighted data of right and wrong turns beat the right turns alone",
    measure: "turn 5, rise-self - right turns only",
    difference: marginOver("success-only"),
  },
  {
    text: "Distilling from a stronger model (rise-self's last) gains more than self-distillation",
    measure: "turn 5, rise-distill - rise-self",
    difference: (results) => negative(marginOver("distill")(results)),
  },
  {
    text: "The model's own attempts beat the teacher's",
    measure: "turn 5, rise-distill - on the teacher's attempts",
    difference: (results) => minus(marginOver("off-policy")(results), marginOver("distill")(results)),
  },
  {
    text: "Weighting by reward beats none",
    measure: "turn 5, one iteration, weighted - uniform",
    difference: marginOver("weight-uniform"),
  },
  {
    text: "More turns than were trained go on to gain",
    measure: "turn 10 - turn 5",
    difference: (results) => gainAfterFive(results.get("ten-turns")),
  },
  {
    text: "What it learns carries over to harder problems of the kind",
    measure: "turn 5 - turn 1, level medium, iteration 2",
    difference: (results) => {
      const medium = results.get("medium");
      return medium && within(medium, "t5 - m1@t1");
    },
  },
  {
    text: "Capable models gain more",
    measure: "turn 5 - turn 1, base of 3.0 million parameters - of 0.25 million",
    difference: (results) => minus(gainOverTurns(results.get("large")), gainOverTurns(results.get("small"))),
  },
  {
    text: "Turns solve problems that as many parallel samples do not",
    measure: "p1@t5 - pass@5, iteration 2",
    difference: (results) => {
      const metrics = [...(results.get(headline.name)?.runs ?? [])].flatMap(({ models }) => models.slice(-1));
      const found = metrics.map((one) => minus(one.metrics["p1@t5"], one.metrics["pass@5"]));
      return meanOf(found.flatMap((one) => (one === undefined ? [] : [one])));
    },
  },
];

/** What cannot be put to the test here, and why. */
const untestable: readonly (readonly [claim: string, why: string])[] = [
  ["The same on published models of 7 billion parameters (Llama 2, Mistral)", "they need a GPU"],
];

/**
 * Every claim with its verdict and figure, as Markdown.
 *
 * @param isQuick leave out what the quick form's studies say nothing of
 */
export function claimsOf(results: readonly StudyResult[], isQuick = false): string {
  const byName = new Map(results.map((result) => [result.study.name, result]));
  const rows = claims.flatMap(({ text, isDenial, measure, difference }) => {
    const found = difference(byName);
    if (found === undefined && isQuick) return [];
    return [[text, found === undefined ? "not run" : verdictOf(found, isDenial), measure, pointsOf(found)]];
  });
  const open = untestable.map(([claim, why]) => [claim, "not testable here", why, ""]);
  return markdown([["claim", "verdict", "measured as", "points"], ...rows, ...open]);
}

/** A claim holds if the interval is above 0, fails if it is below, and is open in between; a denial fails if it is above. */
export function verdictOf({ low, high }: Estimate, isDenial = false): string {
  if (isDenial) return low > 0 ? "**not held**" : "**held**: no gain to be told";
  if (low > 0) return "**held**";
  return high < 0 ? "**not held**" : "not distinguishable from none";
}

const gainOverTurns = (result: StudyResult | undefined): Estimate | undefined => result && within(result, "t5 - m1@t1");

/** The last turn against the fifth, from the turns' own intervals: wider than a paired difference. */
function gainAfterFive(result: StudyResult | undefined): Estimate | undefined {
  const turns = result && metricsOf(result)[0]?.turns;
  return minus(turns?.at(-1), turns?.[4]);
}

/** A difference of two figures as if they were independent: wider than a paired one, where both rise and fall together. */
export function minus(a: Estimate | undefined, b: Estimate | undefined): Estimate | undefined {
  if (a === undefined || b === undefined) return undefined;
  const half = Math.hypot(a.high - a.low, b.high - b.low) / 2;
  const value = a.value - b.value;
  return { value, low: value - half, high: value + half };
}

function meanOf(estimates: readonly Estimate[]): Estimate | undefined {
  return estimates.length === 0 ? undefined : overSeeds(estimates);
}
