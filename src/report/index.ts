export { renderReport } from "./report.ts";
export { renderTable } from "./results-table.ts";
export type { IterationRecord, LossRecord, ReportInput, WeightRecord } from "./report-input.ts";
