export { type EquivalenceOptions, equivalent } from "./compare/equivalent.ts";
export type { Verdict } from "./compare/verdict.ts";
export { extractAnswer, type ExtractOptions, type ExtractStyle } from "./extract/extract-answer.ts";
export type { Extraction, ExtractionRule, FoundAnswer, NoAnswer } from "./extract/extraction.ts";
export { grade, type GradeRequest, type GradeResult, type Outcome } from "./grade.ts";
