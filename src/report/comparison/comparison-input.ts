import type { RecipeComparison } from "../../mdp/index.ts";

/** What a comparison of runs shows. */
export interface ComparisonInput extends RecipeComparison {
  /** The models that were compared, each with the recipe that it belongs to. */
  readonly runs: readonly {
    readonly name: string;
    readonly recipe: string;
    readonly seed: number;
    readonly problems: number;
    readonly digest: string;
    readonly smoke?: boolean;
    readonly unfinished?: boolean;
  }[];
}
