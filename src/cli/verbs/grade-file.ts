import { z } from "zod";
import { ConfigError, type Grade, type Outcome } from "../../mdp/index.ts";
import { gradingOf, type TaskConfig } from "../../tasks/index.ts";
import { inOrder } from "../files/in-order.ts";
import { streamJsonl } from "../files/stream-jsonl.ts";

const text = z.union([z.string(), z.number(), z.bigint()]).transform(String);
const rowSchema = z.object({
  id: text.optional(),
  problem: z.string().optional(),
  gold: text,
  prediction: text,
});
type PredictionRow = z.output<typeof rowSchema>;

/** Options of `rise grade`. */
export interface GradeFileOptions {
  /** JSONL, rows `{id?, gold, prediction, problem?}`. */
  readonly file: string;
  /** Says how to look for the answer and how to compare. */
  readonly task: TaskConfig;
  /** Also tells by which rule each answer was found and where it stands. */
  readonly explains?: boolean;
}

/** A graded row; rows without an id are named by their place, counted from 1. */
export interface GradedRow extends Grade {
  readonly id: string;
  /** How long its grading took. */
  readonly ms: number;
  /** With `explains`: the rule that found the answer; null without an answer, or where the task has no such rules. */
  readonly rule?: string | null;
  /** With `explains`: where the answer stands in the prediction, [start, end) in UTF-16 units. */
  readonly span?: readonly [number, number] | null;
}

/** How many rows there are of each outcome. */
export type GradeTotals = Readonly<Record<Outcome | "rows", number>>;

/**
 * Grades a file of predictions against their gold answers, row by row: memory does not grow with the file. The file is read
 * twice, so that a row that is none is an error before the first is graded.
 *
 * @returns the rows in input order, and at the end of the iteration the totals
 * @throws ConfigError with the line of a row that is none
 */
export async function* gradeFile({
  file,
  task,
  explains = false,
}: GradeFileOptions): AsyncGenerator<GradedRow, GradeTotals> {
  const grading = await gradingOf(task);
  const count = await countRows(file);
  const totals = { rows: 0, correct: 0, wrong: 0, noAnswer: 0, error: 0 };
  const gradeRow = async ({ row }: { readonly row: PredictionRow }, place: number): Promise<GradedRow> => {
    const { id = String(place), gold, prediction, problem = "" } = row;
    const startMs = performance.now();
    const asked = { id, question: problem, answer: gold };
    const graded = await grading.grade(asked, prediction);
    const ms = Number((performance.now() - startMs).toFixed(3));
    if (!explains) return { id, ...graded, ms };
    const explanation = grading.explain?.(asked, prediction) ?? { rule: null, span: null };
    return { id, ...graded, ms, ...explanation };
  };
  let place = 0;
  for await (const row of inOrder(streamJsonl(file, rowSchema), grading.concurrency ?? 1, (row) =>
    gradeRow(row, ++place),
  )) {
    totals.rows++;
    totals[row.outcome]++;
    yield row;
  }
  if (totals.rows !== count)
    throw new ConfigError(
      `${file} held ${count} rows, then ${totals.rows}; give a file that stays as it is, not a pipe`,
    );
  return totals;
}

async function countRows(file: string): Promise<number> {
  const rows = streamJsonl(file, rowSchema);
  let count = 0;
  while ((await rows.next()).done !== true) count++;
  if (count > 0) return count;
  throw new ConfigError(`${file} holds no rows to grade; wanted one JSON object per line, with gold and prediction`);
}
