export { renderReport } from "./report.ts";
export { renderTable } from "./results-table.ts";
export type { ReportInput } from "./report-input.ts";
