export * from "./weight.ts";
export * from "./weight-schema.ts";
export { effectiveSampleSize, expWeights } from "./exp-weights.ts";
export type { IterationTrajectory } from "./rewarded-turn.ts";
