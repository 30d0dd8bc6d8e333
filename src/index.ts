export * from "./mdp/index.ts";
export * from "./collect/index.ts";
export * from "./improve/index.ts";
export * from "./weight/index.ts";
export * from "./train/index.ts";
export * from "./evaluate/index.ts";
export * from "./rise-schema.ts";
export * from "./rise.ts";
export type { Gathering, WeightsRecord } from "./rise-records.ts";
