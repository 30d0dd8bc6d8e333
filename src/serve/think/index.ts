export * from "./judge.ts";
export * from "./strategy.ts";
export * from "./think.ts";
