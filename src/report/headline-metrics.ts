import type { Estimate, ModelMetrics } from "../mdp/index.ts";

/** A row of the headline table: the metric's name, what it means, and where it is found. */
interface HeadlineMetric {
  readonly name: string;
  readonly meaning: string;
  /** The name of its bar, where it is a way of answering that a user can have: no oracle tells when to stop. */
  readonly bar?: string;
  /** Undefined where it was not measured. */
  readonly of: (metrics: ModelMetrics) => Estimate | undefined;
}

/** The headline's metrics: single answers, votes, and what only an oracle gets. */
export const headlineMetrics: readonly HeadlineMetric[] = [
  { name: "m1@t1", meaning: "one answer, turn 1", bar: "turn 1", of: (metrics) => metrics["m1@t1"] },
  {
    name: "greedy@t1",
    meaning: "the greedy first answer: no sampling",
    bar: "turn 1, greedy",
    of: ({ greedy }) => greedy?.[0],
  },
  { name: "t5", meaning: "one answer, turn 5 alone", bar: "turn 5", of: ({ turns }) => turns.slice(0, 5).at(-1) },
  {
    name: "m5@t1",
    meaning: "majority of 5 parallel first turns",
    bar: "vote, 5 samples",
    of: (metrics) => metrics["m5@t1"],
  },
  {
    name: "m@t1 equal tokens",
    meaning: "majority of as many parallel first turns as cost the tokens of 5 turns",
    bar: "vote, equal tokens",
    of: (metrics) => metrics["m@t1 equal tokens"],
  },
  {
    name: "m1@t5",
    meaning: "majority over 5 sequential turns, no oracle",
    bar: "vote, 5 turns",
    of: (metrics) => metrics["m1@t5"],
  },
  { name: "p1@t5", meaning: "any of 5 turns right: an oracle says when to stop", of: (metrics) => metrics["p1@t5"] },
  { name: "pass@5", meaning: "any of 5 parallel first turns right", of: (metrics) => metrics["pass@5"] },
];
