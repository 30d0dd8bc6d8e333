/** The library `rise-lm`: the method, its stages and ports, and every verb of the command line as a function. */

export * from "./mdp/index.ts";
export * from "./collect/index.ts";
export * from "./improve/index.ts";
export * from "./weight/index.ts";
export * from "./train/index.ts";
export * from "./evaluate/index.ts";
export * from "./rise.ts";
export * from "./rise-schema.ts";
export * from "./rise-presets.ts";
export type { Run } from "./rise-run.ts";

export { equivalent, extractAnswer, grade } from "./grade/index.ts";
export { auditGolds, openTask, taskNames, taskSchema, type TaskConfig } from "./tasks/index.ts";
export { openRun, readRun, type RunDirectory } from "./store/index.ts";

export * from "./cli/index.ts";
