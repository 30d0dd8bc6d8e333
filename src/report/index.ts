export { renderReport } from "./report.ts";
export { renderTable } from "./results-table.ts";
export type { GatheringRecord, IterationRecord, ReportInput, WeightsRecord } from "./report-input.ts";
