export { renderReport } from "./report.ts";
export type { IterationRecord, LossRecord, ReportInput, WeightRecord } from "./report-input.ts";
