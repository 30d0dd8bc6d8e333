export * from "./improve.ts";
export * from "./improve-schema.ts";
export type { ImproverOptions } from "./improver.ts";
