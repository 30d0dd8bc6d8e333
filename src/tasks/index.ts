export type { DataSet, Grading, HubSource } from "./datasets/data-set.ts";
export { knownSets } from "./datasets/known-sets.ts";
export type { HubFiles } from "./datasets/sources.ts";
export { gradingOf, openTask, splitsOf, type TaskSurroundings } from "./open-task.ts";
export { taskNames } from "./task-names.ts";
export { taskSchema, type TaskConfig } from "./task-schema.ts";
export { drawProblems, splitOf, type DrawOptions } from "./word-problems/draw-problems.ts";
export { levels, type Level, type LevelName } from "./word-problems/level.ts";
export { wordProblems, type WordProblemsOptions } from "./word-problems/word-problems.ts";
