import { knownSets } from "./datasets/known-sets.ts";

/** Every task that can be named: the generated word problems, the known data sets, and a data set of the user's own. */
export const taskNames: readonly string[] = ["word-problems", ...knownSets.map(({ name }) => name), "custom"];
