export { tinkerModels, type TinkerOptions } from "./tinker-models.ts";
export { tinkerSchema, type Estimator, type TinkerConfig } from "./tinker-schema.ts";
