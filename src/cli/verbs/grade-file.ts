import { z } from "zod";
import { grade, type GradeResult, type Outcome } from "../../grade/index.ts";
import { readJsonl } from "../files/jsonl.ts";

const text = z.union([z.string(), z.number()]).transform(String);
const rowSchema = z.object({
  id: text.optional(),
  problem: z.string().optional(),
  gold: text,
  prediction: text,
});

/** What `rise grade` is asked. */
export interface GradeFileOptions {
  /** JSONL, rows `{id?, gold, prediction, problem?}`. */
  readonly file: string;
}

/** A graded row; rows without an id are named by their place, counted from 1. */
export interface GradedRow extends GradeResult {
  readonly id: string;
  readonly ms: number;
}

/** What `rise grade --json` prints: the rows in input order, and how many there are of each outcome. */
export interface GradedFile {
  readonly rows: readonly GradedRow[];
  readonly totals: Readonly<Record<Outcome | "rows", number>>;
}

/**
 * Grades a file of predictions against their gold answers.
 *
 * @throws ConfigError with the line of a row that is none
 */
export function gradeFile({ file }: GradeFileOptions): GradedFile {
  const rows = readJsonl(file, rowSchema).map(({ row }, i): GradedRow => {
    const startMs = performance.now();
    const result = grade({ gold: row.gold, prediction: row.prediction });
    return { id: row.id ?? String(i + 1), ...result, ms: Number((performance.now() - startMs).toFixed(3)) };
  });
  const count = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  const totals = {
    rows: rows.length,
    correct: count("correct"),
    wrong: count("wrong"),
    noAnswer: count("noAnswer"),
    error: count("error"),
  };
  return { rows, totals };
}
