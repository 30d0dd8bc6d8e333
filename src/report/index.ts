export { renderReport } from "./report.ts";
export { renderTable, wrapped } from "./results-table.ts";
export type { ReportInput } from "./report-input.ts";
export type { ComparedModel } from "./comparison/comparison-input.ts";
export { renderComparison } from "./comparison/comparison-page.ts";
export { renderComparisonTable } from "./comparison/comparison-table.ts";
export { reportFigures, toCsv } from "./figures.ts";
