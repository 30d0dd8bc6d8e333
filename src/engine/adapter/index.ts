/** Low-rank adapters: trained beside a model's frozen weights, and merged into them. */
export {
  adaptedWeights,
  AdapterError,
  adapterScale,
  adapterTable,
  adapterTargets,
  checkAdapterConfig,
  type AdaptedWeight,
  type AdapterConfig,
  type AdapterTarget,
} from "./config.ts";
export { initialiseAdapter } from "./initialise.ts";
export { mergeAdapter, type Adapter } from "./merge.ts";
export { adapterInputs } from "./values.ts";
