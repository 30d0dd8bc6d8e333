export { faultsAt, type ArrivedRequest, type Fault, type FaultScript } from "./faults.ts";
export { serveTinker, type TinkerServer, type TinkerServerOptions } from "./tinker-server.ts";
export type { WeightSemantics } from "./weight-semantics.ts";
