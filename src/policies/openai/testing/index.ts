export { engineBackend, policyBackend, scriptedBackend } from "./backend.ts";
export type { Backend, BackendAsk, BackendResponse } from "./backend.ts";
export type { DialectName } from "./dialects.ts";
export { faultNames, randomFaults, type FaultName, type FaultPlan } from "./faults.ts";
export { exhausted, exhaustedIn200, refusesFields, thinking } from "./providers.ts";
export { startOpenaiServer, type OpenaiServer, type OpenaiServerOptions, type Refusal } from "./openai-server.ts";
