export { jsonlTask, type JsonlTaskOptions } from "./files/jsonl-task.ts";
export { readProblems } from "./files/read-problems.ts";
export { openTask } from "./open-task.ts";
export { taskNames, taskSchema, type TaskConfig } from "./task-schema.ts";
export { drawProblems, splitOf, type DrawOptions } from "./word-problems/draw-problems.ts";
export { levels, type Level, type LevelName } from "./word-problems/level.ts";
export { wordProblems, type WordProblemsOptions } from "./word-problems/word-problems.ts";
