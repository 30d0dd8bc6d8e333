import { join } from "node:path";
import { makeFolder, writeFileWhole } from "../../disk/index.ts";
import type { IterationTrajectory } from "../../mdp/index.ts";
import type { reportFigures } from "../../report/index.ts";
import type { RunDirectory } from "../../store/index.ts";
import { requireNewFolder } from "../files/new-folder.ts";
import type { ColumnType, TableRow } from "../log/log-tables.ts";
import { readResults } from "./results.ts";

/** Flat rows for other programs. */
interface ExportTable {
  readonly columns: Readonly<Record<string, Exclude<ColumnType, "json">>>;
  readonly rows: readonly Readonly<Record<string, string | number | boolean | undefined>>[];
}

/**
 * Writes a run's figures and trajectories for other programs: `figures`, `comparisons` and `training` as CSV and as parquet, all of
 * them as `figures.json`; `trajectories` as JSONL and as parquet. The same run gives the same bytes.
 *
 * @returns the files' names
 * @throws ConfigError if the folder is not new or empty
 */
export async function exportFigures(run: RunDirectory, folder: string): Promise<readonly string[]> {
  requireNewFolder(folder, "--export");
  const { reportFigures, toCsv } = await import("../../report/index.ts");
  const { parquetOf } = await import("../log/parquet.ts");
  const results = readResults(run);
  const all = reportFigures(results);
  makeFolder(folder);
  const tables = Object.entries(tablesOf(all)).flatMap(([name, { columns, rows }]) => {
    const getters = Object.keys(columns).map(
      (column) => [column, (row: (typeof rows)[number]) => row[column]] as const,
    );
    return [
      [`${name}.csv`, () => toCsv(rows, Object.fromEntries(getters))] as const,
      [`${name}.parquet`, () => parquetOf({ columns }, rows)] as const,
    ];
  });
  const trajectories = (): Iterable<TableRow> => trajectoryRows(run.trajectories(results.iterations.length));
  const files: readonly (readonly [name: string, content: () => string | Uint8Array | Iterable<string>])[] = [
    ...tables,
    ["figures.json", () => `${JSON.stringify(all, null, 1)}\n`],
    ["trajectories.jsonl", () => linesOf(trajectories())],
    ["trajectories.parquet", () => parquetOf({ columns: trajectoryColumns }, trajectories())],
  ];
  for (const [name, content] of files) writeFileWhole(join(folder, name), content());
  return files.map(([name]) => name);
}

type Figures = ReturnType<typeof reportFigures>;

function tablesOf({ figures, comparisons, training }: Figures): Readonly<Record<string, ExportTable>> {
  const estimate = { low: "number", high: "number" } as const;
  return {
    figures: {
      columns: { model: "string", metric: "string", step: "integer", value: "number", ...estimate },
      rows: figures.map(({ model, metric, step, value, low, high }) => ({ model, metric, step, value, low, high })),
    },
    comparisons: {
      columns: {
        a: "string",
        b: "string",
        metric: "string",
        difference: "number",
        ...estimate,
        p: "number",
        distinguishable: "boolean",
        adjusted: "boolean",
      },
      rows: comparisons.map(({ difference: { value: difference, low, high }, ...rest }) => ({ ...rest, difference, low, high })), // prettier-ignore
    },
    training: {
      columns: { iteration: "integer", step: "integer", loss: "number", gradNorm: "number" },
      rows: training.map(({ iteration, step, loss, gradNorm }) => ({ iteration, step, loss, gradNorm })),
    },
  };
}

const trajectoryColumns = {
  iteration: "integer",
  id: "string",
  problem: "string",
  question: "string",
  gold: "string",
  branchesAt: "integer",
  turns: "json",
} as const;

/** A trajectory a row: the problem, and each turn's text, grade and reward. */
function* trajectoryRows(trajectories: readonly IterationTrajectory[]): Generator<TableRow> {
  for (const { iteration, trajectory } of trajectories) {
    const { id, problem, turns, branchesAt } = trajectory;
    const told = turns.map(({ attempt, grade, reward, by }) => ({
      by,
      text: attempt.text,
      stop: attempt.stop,
      ...attempt.usage,
      outcome: grade.outcome,
      answer: grade.answer,
      ...(reward === undefined ? {} : { reward }),
    }));
    const row = { iteration, id, problem: problem.id, question: problem.question, gold: problem.answer };
    yield { ...row, ...(branchesAt === undefined ? {} : { branchesAt }), turns: told };
  }
}

function* linesOf(rows: Iterable<TableRow>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}
