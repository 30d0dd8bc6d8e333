import { callTotal } from "../calls.ts";
import { checksumOf } from "../checksum.ts";
import type { Database } from "../database.ts";
import { documentTotal } from "../documents.ts";
import { ledgerTotal } from "../ledger.ts";
import { createTotals, type Total } from "../totals.ts";
import { brokenReferences } from "./references.ts";
import type { Salvage } from "./salvage.ts";

/** What is kept of a damaged database. */
export interface KeptRows {
  /** Rows by table. */
  readonly kept: Readonly<Record<string, number>>;
  /** What is known to be gone, in words; answers by their keys, where something still names them. */
  readonly lost: readonly string[];
  /** What the run's own command will do again, in words. */
  readonly again: readonly string[];
}

/** The tables of an iteration's rows, and the column that says whose they are. */
const iterationOf = { trajectories: "iteration", turns: "iteration", examples: "trained_in" } as const;
type IterationTable = keyof typeof iterationOf;

/**
 * Leaves in a database only what is whole as a set, and writes its totals. Where answers are lost, all that was counted from answers goes:
 * the run counts it again from those that are left, and samples the others.
 */
export function keepWhole(db: Database, salvage: Salvage): KeptRows {
  const answers = lostAnswers(db, salvage);
  const steps = missing(db, salvage, "documents", documentTotal);
  const lost = [
    ...answers,
    ...counted(steps, "record of a finished step", "records of finished steps"),
    ...counted(missing(db, salvage, "calls", callTotal), "call to a server", "calls to servers"),
  ];
  const again = [
    ...dropTrajectories(db, salvage, answers.length > 0),
    ...dropExamples(db, salvage),
    ...(answers.length > 0 ? dropEvaluations(db) : []),
    ...(steps > 0 ? ["the steps whose record is lost are done again, from the recorded answers"] : []),
    ...(has(db, "SELECT 1 FROM config") ? [] : ["the run that goes on records its config anew: give it the run's own"]),
  ];
  if (again.length > 0) dropDocuments(db, ["finished"]);
  writeTotals(db);
  const tables = ["requests", "documents", "trajectories", "turns", "examples", "calls"];
  return { kept: Object.fromEntries(tables.map((table) => [table, count(db, table)])), lost, again };
}

/** Takes finished steps back: the run does them again. */
export function dropDocuments(db: Database, names: readonly string[]): void {
  for (const name of names) db.prepare("DELETE FROM documents WHERE name = ?").run(name);
  writeTotal(db, "documents", documentTotal, keySum("name"));
}

/** How many keys of lost answers are told one by one. */
const mostTold = 20;

function lostAnswers(db: Database, { keys, totals }: Salvage): readonly string[] {
  for (const { request } of db.prepare("SELECT DISTINCT request FROM turns WHERE request IS NOT NULL").all()) {
    keys.add(String(request));
  }
  const isThere = db.prepare("SELECT 1 FROM requests WHERE key = ?");
  const named = [...keys].filter((key) => isThere.get(key) === undefined).toSorted();
  const wanted = totals.get(ledgerTotal)?.rows;
  const unnamed = wanted === undefined ? 0 : wanted - count(db, "requests") - named.length;
  return [
    ...named.slice(0, mostTold).map((key) => `the answers of ${key}`),
    ...counted(named.length - mostTold, "more request's answers", "more requests' answers"),
    ...counted(unnamed, "request's answers, and its key", "requests' answers, and their keys"),
    ...(wanted === undefined ? ["how many answers there were"] : []),
  ];
}

function dropTrajectories(db: Database, salvage: Salvage, isAnyAnswerLost: boolean): readonly string[] {
  const broken = new Set(brokenReferences(db).map(({ iteration }) => iteration));
  return iterationsIn(db, salvage, "trajectories").flatMap((iteration) => {
    const isWhole = isComplete(db, salvage, "trajectories", iteration) && isComplete(db, salvage, "turns", iteration);
    if (isWhole && !isAnyAnswerLost && !broken.has(iteration)) return [];
    for (const table of ["trajectories", "turns"])
      db.prepare(`DELETE FROM ${table} WHERE iteration = ?`).run(iteration);
    dropDocuments(db, [`iteration-${iteration}/trajectories`]);
    return [
      `iteration ${iteration} is gathered again from the recorded answers; those that are lost are sampled again`,
    ];
  });
}

function dropExamples(db: Database, salvage: Salvage): readonly string[] {
  return iterationsIn(db, salvage, "examples").flatMap((iteration) => {
    if (isComplete(db, salvage, "examples", iteration)) return [];
    db.prepare("DELETE FROM examples WHERE trained_in = ?").run(iteration);
    return [`iteration ${iteration}'s examples are weighted again`];
  });
}

function dropEvaluations(db: Database): readonly string[] {
  const names = db.prepare("SELECT name FROM documents WHERE name LIKE 'evaluate/%' ORDER BY name").all();
  dropDocuments(db, names.map(({ name }) => String(name))); // prettier-ignore
  return names.map(({ name }) => `${String(name)} is counted again; answers that are lost are sampled again`);
}

/** Those with rows, and those with totals. */
function iterationsIn(db: Database, { totals }: Salvage, table: IterationTable): readonly number[] {
  const rows = db.prepare(`SELECT DISTINCT ${iterationOf[table]} AS iteration FROM ${table}`).all();
  const named = [...totals.keys()].filter((name) => name.startsWith(`${table}/`));
  const all = [...rows.map(({ iteration }) => Number(iteration)), ...named.map((name) => Number(name.split("/")[1]))];
  return [...new Set(all)].toSorted((a, b) => a - b);
}

function isComplete(db: Database, { totals }: Salvage, table: IterationTable, iteration: number): boolean {
  const want = totals.get(`${table}/${iteration}`);
  const got = iterationTotal(db, table, iteration);
  return want !== undefined && want.rows === got.rows && want.sum === got.sum;
}

function iterationTotal(db: Database, table: IterationTable, iteration: number): Total {
  const row = db
    .prepare(`SELECT count(*) AS found, ${rowSum} AS sums FROM ${table} WHERE ${iterationOf[table]} = ?`)
    .get(iteration);
  return { rows: Number(row?.["found"]), sum: Number(row?.["sums"]) };
}

const rowSum = `coalesce(sum(checksum), 0) % ${2 ** 48}`;

/** Which rows a total is of, by their own checksums or by their keys'. */
type SumOf = (db: Database, table: string) => readonly number[];
const ownSum: SumOf = (db, table) => db.prepare(`SELECT checksum FROM ${table}`).all().map(({ checksum }) => Number(checksum)); // prettier-ignore
const keySum =
  (column: string): SumOf =>
  (db, table) =>
    db.prepare(`SELECT ${column} AS key FROM ${table}`).all().map(({ key }) => checksumOf(String(key))); // prettier-ignore

function writeTotals(db: Database): void {
  db.exec("DELETE FROM totals");
  writeTotal(db, "requests", ledgerTotal, keySum("key"));
  writeTotal(db, "documents", documentTotal, keySum("name"));
  writeTotal(db, "calls", callTotal, ownSum);
  const totals = createTotals(db);
  for (const [table, column] of Object.entries(iterationOf)) {
    const rows = db.prepare(`SELECT ${column} AS iteration, checksum FROM ${table}`).all();
    for (const [iteration, own] of Map.groupBy(rows, ({ iteration }) => Number(iteration))) {
      totals.add(`${table}/${iteration}`, own.map(({ checksum }) => Number(checksum))); // prettier-ignore
    }
  }
}

function writeTotal(db: Database, table: string, name: string, sumOf: SumOf): void {
  db.prepare("DELETE FROM totals WHERE name = ?").run(name);
  const sums = sumOf(db, table);
  if (sums.length > 0) createTotals(db).add(name, sums);
}

function missing(db: Database, { totals }: Salvage, table: string, name: string): number {
  return Math.max(0, (totals.get(name)?.rows ?? 0) - count(db, table));
}

const counted = (number: number, one: string, several: string): readonly string[] =>
  number > 0 ? [`${number} ${number === 1 ? one : several}`] : [];

const has = (db: Database, sql: string): boolean => db.prepare(sql).get() !== undefined;
const count = (db: Database, table: string): number =>
  Number(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"]);
