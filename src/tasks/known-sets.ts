import { countdownSet } from "./countdown/countdown.ts";
import { codeSets } from "./code/code-sets.ts";
import { competitionSets } from "./datasets/competition.ts";
import type { DataSet } from "./datasets/data-set.ts";
import { gradeSchoolSets } from "./datasets/grade-school.ts";

/** Every data set that is known by name. */
export const knownSets: readonly DataSet[] = [...gradeSchoolSets, ...competitionSets, countdownSet, ...codeSets];

/** The data set of a name, or undefined. */
export function knownSet(name: string): DataSet | undefined {
  return knownSets.find((dataSet) => dataSet.name === name);
}
