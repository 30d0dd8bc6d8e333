import type { Problem, Split, Task } from "../mdp/index.ts";
import { inSandbox } from "./code/code-sets.ts";
import { customSet } from "./datasets/custom.ts";
import { dataSetTask } from "./datasets/data-set-task.ts";
import type { DataSet, Grading } from "./datasets/data-set.ts";
import { knownSet } from "./known-sets.ts";
import { type LeftOut, readProblems } from "./datasets/read-problems.ts";
import { withoutTestProblems } from "./datasets/overlap.ts";
import { availableSplits, type HubFiles, splitFiles } from "./datasets/sources.ts";
import { isModulePath, moduleTask } from "./files/module-task.ts";
import type { TaskConfig } from "./task-schema.ts";
import { generatedNames, openGenerated } from "./generated-tasks.ts";

/** The surroundings that opening a task needs. */
export interface TaskSurroundings {
  /** The hub; without it data sets come from the user's files only. */
  readonly hub?: HubFiles;
  /** The splits that will be asked for; default: all there are. Others are neither read nor downloaded. */
  readonly splits?: readonly Split[];
  /** Whether the training split is to be trained on: then it is compared with the test split. */
  readonly forTraining?: boolean;
  /** Is told what the user should know, such as rows that were left out. */
  readonly note?: (text: string) => void;
}

/**
 * The task of a config, its problems read.
 *
 * @throws ConfigError where a data set's files are not named, or cannot be found or read
 * @throws InfrastructureError where the hub cannot be reached
 */
export async function openTask(config: TaskConfig, surroundings: TaskSurroundings = {}): Promise<Task> {
  const generated = openGenerated(config.name, config);
  if (generated !== undefined) return generated;
  if (isModulePath(config.name)) return moduleTask(config.name);
  const dataSet = dataSetOf(config);
  const splits: Partial<Record<Split, readonly Problem[]>> = {};
  const repeats: string[] = [];
  for (const split of wantedSplits(dataSet, config, surroundings)) {
    const read = await readProblems(dataSet, await splitFiles(dataSet, config, split, surroundings.hub));
    splits[split] = read.problems;
    noteLeftOut(surroundings.note, `${dataSet.name} ${split}`, read.leftOut);
    repeats.push(...read.repeats.map((line) => `${split}: ${line}`));
  }
  const { forTraining = false, note } = surroundings;
  const caution = dataSet.grading.caution?.();
  if (caution !== undefined) note?.(caution);
  const overlap: string[] = [];
  const kept = forTraining ? withoutTestProblems(dataSet, splits, (line) => overlap.push(line)) : splits;
  const told = [...overlap, ...(repeats.length > 0 && overlap.length === 0 ? [`${dataSet.name}:`] : []), ...repeats];
  if (told.length > 0) note?.(told.join("; ").replace(":; ", ": "));
  return dataSetTask(dataSet, kept);
}

/** The splits that a config's task has. */
export function splitsOf(config: TaskConfig): readonly Split[] {
  return generatedNames.includes(config.name) || isModulePath(config.name)
    ? ["train", "validation", "test"]
    : availableSplits(dataSetOf(config), config);
}

/** How a task grades; a data set's problems are not read for it. */
export async function gradingOf(config: TaskConfig): Promise<Grading> {
  if (isModulePath(config.name)) {
    return { ...(await moduleTask(config.name)), goldResponse: ({ solution }) => solution };
  }
  const generated = openGenerated(config.name, config);
  if (generated === undefined) return dataSetOf(config).grading;
  const { grade, isSameAnswer } = generated;
  return { grade, isSameAnswer, goldResponse: ({ solution, answer }) => solution ?? `#### ${answer}` };
}

/** The config's data set: a known one, or the user's own. */
function dataSetOf(config: TaskConfig): DataSet {
  return inSandbox(knownSet(config.name) ?? customSet(config), config.sandbox);
}

function wantedSplits(
  dataSet: DataSet,
  config: TaskConfig,
  { splits, forTraining = false }: TaskSurroundings,
): readonly Split[] {
  const available = availableSplits(dataSet, config);
  const wanted = forTraining && splits?.includes("train") === true ? [...splits, "test"] : (splits ?? available);
  const found = available.filter((split) => wanted.includes(split));
  return found.length > 0 ? found : [splits?.[0] ?? "test"]; // reading it says what is missing
}

function noteLeftOut(note: TaskSurroundings["note"], split: string, leftOut: readonly LeftOut[]): void {
  const [first] = leftOut;
  if (first !== undefined)
    note?.(`${split}: left out ${leftOut.length} rows without a gold answer (${first.where}: ${first.why})`);
}
