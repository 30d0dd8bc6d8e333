/** The adapters' config schemas, and what a config is read with. They load no engine: a command line may read a config at once. */

export { modelFolder } from "./embedded/model-folder.ts";
export { dataFormats, type DataFormat } from "./export-data/data-format.ts";
export { handoffSchema, type HandoffConfig } from "./handoff/handoff-schema.ts";
export { endpointSchema, type Endpoint, type EndpointInput } from "./openai/endpoint-schema.ts";
export { budgetSchema, pricesSchema, type Budget, type Prices } from "./spend/spend-schema.ts";
export { tinkerSchema, type TinkerConfig } from "./tinker/tinker-schema.ts";
