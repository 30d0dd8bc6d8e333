export { renderReport } from "./report.ts";
export { readReport, type ReportContext } from "./read-report.ts";
export type { GatheringRecord, IterationRecord, ReportInput, WeightsRecord } from "./report-input.ts";
