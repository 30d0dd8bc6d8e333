export { apiKeyOf, type Environment } from "./api-key.ts";
export { openEndpoint, type EndpointModels, type EndpointModelsOptions } from "./endpoint-models.ts";
export { endpointSchema, type Endpoint, type EndpointInput } from "./endpoint-schema.ts";
export { inspectEndpoint, type Inspection } from "./inspect.ts";
export { probe, type Probe } from "./probe.ts";
export type { ServerFacts } from "./server-facts.ts";
export { weightsDigest } from "./swap/index.ts";
export type { Traffic } from "./servers.ts";
