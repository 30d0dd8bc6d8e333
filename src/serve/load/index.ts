export * from "./counters.ts";
export * from "./gate.ts";
