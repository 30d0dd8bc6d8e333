export * from "./improve.ts";
export * from "./improve-schema.ts";
export { teacherTemperature, type ImproverOptions } from "./improver.ts";
