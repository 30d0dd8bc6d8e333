import type { Comparison, Estimate } from "./metrics.ts";

/** A recipe's figures: those of its one run, or means over its runs, which differ in their seed alone. */
export interface RecipeFigures {
  readonly name: string;
  readonly runs: number;
  /** By metric; the intervals are over problems and, where there are several runs, over their seeds. */
  readonly metrics: Readonly<Record<string, Estimate>>;
  /** shape [turns]: accuracy of each turn alone. */
  readonly turns: readonly Estimate[];
}

/** What comparing recipes brought. */
export interface RecipeComparison {
  /** How many test problems all runs have in common: those that count. */
  readonly problems: number;
  /** How many turns all runs have in common, at most 5: what the 5 in a metric's name stands for. */
  readonly turns: number;
  readonly recipes: readonly RecipeFigures[];
  /** Every pair of recipes by every metric, b - a, the one named first being a. */
  readonly comparisons: readonly Comparison[];
}
