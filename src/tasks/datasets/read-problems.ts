import { ConfigError, type Problem, refuseDuplicateIds, type Split } from "../../mdp/index.ts";
import { repeatsOf } from "./repeats.ts";
import { readRows } from "../files/read-rows.ts";
import type { Row } from "../files/row.ts";
import { cellText, columnPaths } from "./cell.ts";
import type { DataSet } from "./data-set.ts";

/** A row that is not a problem of its set, with why. */
export interface LeftOut {
  readonly where: string;
  readonly why: string;
}

/** A split as its files give it. */
interface ReadSplit {
  readonly problems: readonly Problem[];
  readonly leftOut: readonly LeftOut[];
  /** Questions that stand more than once, in words. */
  readonly repeats: readonly string[];
}

/** A split's files and how to name its problems. */
export interface SplitFiles {
  readonly split: Split;
  /** Each file's name in messages, and where it is. */
  readonly files: readonly { readonly label: string; readonly path: string }[];
  /** Problems without an id of their own are named by it and their row, counted from 1 over all files. */
  readonly idPrefix: string;
  readonly rows?: readonly [start: number, end?: number] | undefined;
}

/**
 * Reads the problems of a split.
 *
 * @throws ConfigError with file and row where a row is not as it must be, two have one id, or none is a problem
 */
export async function readProblems(dataSet: DataSet, { split, files, idPrefix, rows }: SplitFiles): Promise<ReadSplit> {
  const all: Row[] = [];
  for (const { label, path } of files) for (const row of await readRows(path, split, label)) all.push(row);
  const problems: Problem[] = [];
  const leftOut: LeftOut[] = [];
  const places: string[] = [];
  for (const [index, row] of all.slice(...(rows ?? [0])).entries()) {
    const read = problemOf(dataSet, row, `${idPrefix}-${index + 1}`);
    if ("why" in read) leftOut.push(read);
    else {
      problems.push(read);
      places.push(row.where);
    }
  }
  if (problems.length === 0) throw new ConfigError(noProblems(files, leftOut[0]));
  refuseDuplicateIds(problems);
  return { problems, leftOut, repeats: repeatsOf(problems, places) };
}

function problemOf(dataSet: DataSet, { where, columns }: Row, place: string): Problem | LeftOut {
  const question = dataSet.readQuestion(columns);
  if (question.kind === "none") throw new ConfigError(`${where}: ${question.why}; ${columnsCure(columns)}`);
  const gold = dataSet.readGold(columns);
  if (gold.kind === "none") {
    if (dataSet.flaws === "leaveOut") return { where, why: gold.why };
    throw new ConfigError(`${where}: ${gold.why}; ${columnsCure(columns)}`);
  }
  const own = (dataSet.id ?? []).map((name) => cellText(columns, name));
  const id = own.length > 0 && own.every((part) => part !== undefined && part !== "") ? own.join("/") : place;
  const { answer, solution } = gold;
  return { id, question: question.text, answer, ...(solution === undefined ? {} : { solution }) };
}

function columnsCure(columns: Row["columns"]): string {
  return `its columns are ${columnPaths(columns).slice(0, 12).join(", ") || "(none)"}; name the right one in task.columns of task custom, one within another by its path`;
}

function noProblems(files: SplitFiles["files"], leftOut: LeftOut | undefined): string {
  const names = files.map(({ label }) => label).join(", ");
  const why = leftOut === undefined ? "wanted at least one row" : `${leftOut.where}: ${leftOut.why}`;
  return `${names} holds no problems; ${why}`;
}
