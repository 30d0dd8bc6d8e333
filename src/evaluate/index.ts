export * from "./evaluate.ts";
export * from "./evaluate-schema.ts";
export * from "./compare.ts";
export * from "./examine.ts";
export * from "./choose-test-problems.ts";
export type { EvaluateOptions } from "./sample-outcomes.ts";
export type { MetricName } from "./observe.ts";
export { rescored } from "./score.ts";
export * from "./smallest-gain.ts";
