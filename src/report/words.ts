import type { Comparison, Estimate, ModelScores } from "../mdp/index.ts";

/** A share as a figure in percent, "41.2". */
export function percent(share: number): string {
  return (100 * share).toFixed(1).replace(/^-(0\.0)$/, "$1");
}

/** A difference of shares in points, "+16.8", "-3.0" or "0.0". */
export function points(difference: number): string {
  const figure = percent(difference);
  return figure.startsWith("-") || figure === "0.0" ? figure : `+${figure}`;
}

/** A count with thousands apart, rounded: "12,345". */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/** An estimate in percent with its interval, "41.2 [37.0, 45.5]". */
export function percentWithInterval({ value, low, high }: Estimate): string {
  return `${percent(value)} [${percent(low)}, ${percent(high)}]`;
}

/** A difference in points with its interval, "+16.8 [12.1, 21.4]". */
export function pointsWithInterval({ value, low, high }: Estimate): string {
  return `${points(value)} [${percent(low)}, ${percent(high)}]`;
}

/** The judgement on a difference, in words. */
export function judgement({ difference, distinguishable }: Comparison): "higher" | "lower" | "not distinguishable" {
  if (!distinguishable) return "not distinguishable";
  return difference.value > 0 ? "higher" : "lower";
}

/** The judgement, with a word where it would not stand among all the differences that were tested with it. */
export function judgementAmongAll(comparison: Comparison): string {
  return comparison.distinguishable && !comparison.adjusted
    ? `${judgement(comparison)} (taken alone)`
    : judgement(comparison);
}

/** Whether anything was observed: where nobody was at risk, the interval is all that there is. */
export const isObserved = ({ low, high }: Estimate): boolean => high - low < (low < 0 ? 2 : 1);

/** What the 5 of the metrics' names stands for, where fewer turns were evaluated. */
export function fiveOf({ metrics }: ModelScores): string | undefined {
  const turns = metrics.turns.length;
  if (turns >= 5) return undefined;
  return `Only ${turns} ${turns === 1 ? "turn was" : "turns were"} evaluated: a 5 in a metric's name stands for ${turns}.`;
}
