export * from "./scripted-policy.ts";
export * from "./addition-task.ts";
export * from "./memory-store.ts";
export * from "./toy-models.ts";
