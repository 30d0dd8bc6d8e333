import { knownSets } from "./known-sets.ts";
import { generatedNames } from "./generated-tasks.ts";

/** Every task that can be named: the generated ones, the known data sets, and a data set of the user's own. */
export const taskNames: readonly string[] = [...generatedNames, ...knownSets.map(({ name }) => name), "custom"];
