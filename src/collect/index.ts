export * from "./collect.ts";
export * from "./collect-schema.ts";
export * from "./choose-problems.ts";
