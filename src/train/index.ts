export * from "./train.ts";
export * from "./train-schema.ts";
export { learningRateFactor } from "./learning-rate.ts";
