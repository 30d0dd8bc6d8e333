import type { Estimate, ModelMetrics } from "../mdp/index.ts";

/** A row of the headline table: the metric's name, what it means, and where it is found. */
interface HeadlineMetric {
  readonly name: string;
  readonly meaning: string;
  readonly of: (metrics: ModelMetrics) => Estimate;
}

/** The headline's metrics, in the paper's order; the last two are what the same effort buys without sequence. */
export const headlineMetrics: readonly HeadlineMetric[] = [
  { name: "m1@t1", meaning: "one answer, turn 1", of: (metrics) => metrics["m1@t1"] },
  { name: "m5@t1", meaning: "majority of 5 parallel first turns", of: (metrics) => metrics["m5@t1"] },
  { name: "m1@t5", meaning: "majority over 5 sequential turns, no oracle", of: (metrics) => metrics["m1@t5"] },
  { name: "p1@t5", meaning: "any of 5 turns right: an oracle says when to stop", of: (metrics) => metrics["p1@t5"] },
  { name: "pass@5", meaning: "any of 5 parallel first turns right", of: (metrics) => metrics["pass@5"] },
  {
    name: "m@t1 equal tokens",
    meaning: "majority of as many parallel first turns as cost the tokens of 5 turns",
    of: (metrics) => metrics["m@t1 equal tokens"],
  },
];
