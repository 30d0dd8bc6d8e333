import type { RecipeComparison } from "../../mdp/index.ts";

/** One model of one run, as a comparison names it. */
export interface ComparedModel {
  /** The run's folder and the model: "quickstart/iteration-2". */
  readonly name: string;
  /** The recipe that it belongs to: runs of one config but for the seed. */
  readonly recipe: string;
  readonly seed: number;
  readonly problems: number;
  readonly digest: string;
  /** Of --smoke: the numbers mean nothing. Absent otherwise. */
  readonly smoke?: boolean;
  /** The run is not finished: later models may come. Absent otherwise. */
  readonly unfinished?: boolean;
}

/** What a comparison of runs shows. */
export interface ComparisonInput extends RecipeComparison {
  readonly runs: readonly ComparedModel[];
}
