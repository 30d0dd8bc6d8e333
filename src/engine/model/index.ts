/** The decoder of the Llama family: its configuration, its tensors and its graph. */
export { checkModelConfig, ModelConfigError, type AttentionWindow, type ModelConfig } from "./config.ts";
export {
  decoder,
  lmHead,
  weightInputs,
  type Attend,
  type DecoderInputs,
  type Heads,
  type QuantizedWeights,
  type WeightValues,
} from "./decoder.ts";
export { initialise, type Weights } from "./initialise.ts";
export {
  embeddingName,
  finalNormName,
  layerNames,
  layerTable,
  lmHeadName,
  parameterCount,
  parameterTable,
  type Parameter,
} from "./parameters.ts";
export { rotaryFrequencies, type RopeScaling } from "./rope-scaling.ts";
export { rotaryAngles, rotaryInputNames, rotaryInputs, rotaryTables, type RotaryAngles } from "./rotary-tables.ts";
