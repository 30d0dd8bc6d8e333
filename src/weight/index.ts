export * from "./weight.ts";
export * from "./weight-schema.ts";
export { effectiveSampleSize, expWeights } from "./exp-weights.ts";
