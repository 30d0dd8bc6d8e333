import type { Comparison } from "../mdp/index.ts";

/** The difference `metric - other` of one model over the same problems, if it was computed. */
export function within(
  comparisons: readonly Comparison[],
  model: string,
  metric: string,
  other: string,
): Comparison | undefined {
  return comparisons.find(({ a, b, metric: name }) => a === model && b === model && name === `${metric} - ${other}`);
}

/** The difference of one metric between two models, `b - a`, if it was computed. */
export function between(
  comparisons: readonly Comparison[],
  a: string,
  b: string,
  metric: string,
): Comparison | undefined {
  return comparisons.find((one) => one.a === a && one.b === b && one.metric === metric);
}

/** What a comparison compares, in a list of one model's: "m1@t5 - m1@t1" within it, or "m1@t5: iteration-2 - base". */
export function comparisonLabel({ a, b, metric }: Comparison): string {
  return a === b ? metric : `${metric}: ${b} - ${a}`;
}
