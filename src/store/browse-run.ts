import { statSync } from "node:fs";
import { join } from "node:path";
import { ConfigError, type Attempt, type Outcome, type Problem, type Trajectory, type Turn } from "../mdp/index.ts";
import { checksumOf } from "./checksum.ts";
import { openFor, openToRead, type Database, type Row } from "./database.ts";
import { exampleChecksum, type ExampleRecord } from "./examples.ts";
import { checkedRow, type LedgerEntry } from "./ledger.ts";
import { databaseName } from "./log/verify-run.ts";
import { briefFacts, unpackAttempts, type AttemptBrief } from "./packed-attempts.ts";
import { recordedConfig } from "./recorded-config.ts";
import { requireWholeFile } from "./require-whole-file.ts";
import { migrate, schemaVersion, versionOf } from "./schema.ts";
import { createTexts, type Texts } from "./texts.ts";
import { damaged } from "./totals.ts";
import { requireTrajectory, trajectoryOf } from "./trajectory-reader.ts";
import { requireTurn } from "./turn-row.ts";

/** A turn without its texts. */
export interface TurnHead extends AttemptBrief {
  readonly by: Turn["by"];
  readonly outcome: Outcome;
  readonly answer: string | null;
}

/** A trajectory without its texts. */
export interface TrajectoryHead {
  readonly id: string;
  readonly problem: Problem;
  readonly branchesAt: number | null;
  readonly turns: readonly TurnHead[];
}

/** A request without its texts. */
export interface RequestHead {
  /** Grows with every request that is recorded. */
  readonly row: number;
  readonly key: string;
  readonly attempts: readonly AttemptBrief[];
}

/** Where a turn's attempt is recorded: null where the turn holds it itself. */
export interface TurnOrigin {
  readonly request: string | null;
  readonly sample: number;
}

/** A run as whoever looks through it reads it: a page at a time, and nothing whole. What is read is checked against its checksum. */
export interface RunBrowser {
  /** The resolved config; undefined where the run died before it was recorded. */
  readonly config: unknown;
  readonly digest: string;
  /** Whether it is a copy that is read, as it was when it was opened. */
  readonly isCopy: boolean;
  documentNames(): readonly string[];
  document(name: string): unknown;
  /** Those whose trajectories are recorded. */
  iterations(): readonly number[];
  /** An iteration's trajectories from a position on, in order. */
  heads(iteration: number, from: number, count: number): readonly TrajectoryHead[];
  countTrajectories(iteration: number): number;
  trajectory(
    iteration: number,
    id: string,
  ): { readonly trajectory: Trajectory; readonly origins: readonly TurnOrigin[] } | undefined;
  /** Requests that were recorded after a row, in that order. */
  newRequests(after: number, count: number): readonly RequestHead[];
  /** The last request's row; 0 where there is none. */
  lastRequest(): number;
  /** Requests whose keys begin so, in the order of the keys, after one of them. */
  requestHeads(prefix: string, after: string, count: number): readonly RequestHead[];
  /** The attempts whose requests' keys begin so, in the order of the keys. */
  requests(prefix: string): readonly LedgerEntry[];
  attempts(key: string): readonly Attempt[] | undefined;
  /** The examples that an iteration made of a trajectory. */
  examples(trainedIn: number, trajectory: string): readonly ExampleRecord[];
  close(): void;
}

/**
 * Opens a run to look through it, also while another process writes it or where it cannot be written. Nothing is written: a run
 * of an earlier version is read from a copy.
 *
 * @throws ConfigError if the folder holds no run, or a newer program's; DamageError if its file or its config is damaged
 */
export function browseRun(dir: string): RunBrowser {
  const file = join(dir, databaseName);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0) {
    throw new ConfigError(`${dir} holds no run (no ${databaseName}); give the --out folder of a run`);
  }
  requireWholeFile(dir);
  return openFor(openCurrent(file), browser);
}

/** Opens a run's database to read it; that of an earlier version as a copy, brought up to this one. */
function openCurrent(file: string): Database {
  const db = openToRead(file);
  if (openFor(db, versionOf) === schemaVersion) return db;
  db.close();
  return openFor(openToRead(file, true), (copy) => (migrate(copy), copy));
}

function browser(db: Database): RunBrowser {
  const texts = createTexts(db);
  const recorded = recordedConfig(db);
  const attempts = attemptsReader(db);
  const selectKeys = db.prepare("SELECT key FROM requests WHERE key >= ? AND key < ? ORDER BY key");
  return {
    config: recorded?.config,
    digest: recorded?.digest ?? "",
    isCopy: db.isCopy,
    ...documentsReader(db),
    ...headsReader(db, texts),
    ...requestsReader(db),
    attempts,
    requests(prefix) {
      const found = selectKeys.all(prefix, afterPrefix(prefix)).map((row) => String(row["key"]));
      return found.map((request) => ({ request, attempts: attempts(request) ?? [] }));
    },
    trajectory: trajectoryByName(db, texts, attempts),
    examples: examplesReader(db),
    close: () => db.close(),
  };
}

/** The first text after all that begin so, in SQLite's order of bytes. */
const afterPrefix = (prefix: string): string => `${prefix}\u{10ffff}`;

/** All that a request's checksum guards. */
const requestColumns = "text, facts, ids, logprobs, checksum";

function documentsReader(db: Database): Pick<RunBrowser, "documentNames" | "document"> {
  return {
    documentNames: () => db.prepare("SELECT name FROM documents ORDER BY name").all().map((row) => String(row["name"])), // prettier-ignore
    document(name) {
      const row = db.prepare("SELECT document, checksum FROM documents WHERE name = ?").get(name);
      if (row === undefined) return undefined;
      const text = String(row["document"]);
      if (checksumOf(name, text) === row["checksum"]) return JSON.parse(text);
      throw damaged(db, `document ${name}`, "it is another than was written");
    },
  };
}

function headsReader(db: Database, texts: Texts): Pick<RunBrowser, "iterations" | "heads" | "countTrajectories"> {
  const range = "WHERE iteration = ? AND position >= ? AND position < ?";
  const selectTurns = db.prepare(`SELECT * FROM turns ${range} ORDER BY position, turn`);
  const select = db.prepare(`SELECT * FROM trajectories ${range} ORDER BY position`);
  const headOfTurn = turnHeadReader(db);
  const selectNext = db.prepare("SELECT min(iteration) AS next FROM trajectories WHERE iteration > ?"); // no scan, as DISTINCT is one
  const nextIteration = (after: number): number | null => {
    const next = selectNext.get(after)?.["next"] ?? null;
    return next === null ? null : Number(next);
  };
  return {
    iterations() {
      const found: number[] = [];
      for (let next = nextIteration(-1); next !== null; next = nextIteration(next)) found.push(next);
      return found;
    },
    countTrajectories: (iteration) =>
      Number(db.prepare("SELECT count(*) AS found FROM trajectories WHERE iteration = ?").get(iteration)?.["found"]),
    heads(iteration, from, count) {
      const turns = Map.groupBy(selectTurns.all(iteration, from, from + count), (row) => row["position"]);
      return select.all(iteration, from, from + count).map((row) => {
        requireTrajectory(row, db);
        const { position, id, problem, branches_at } = row;
        return {
          id: String(id),
          problem: JSON.parse(texts.of(String(problem))) as Problem, // written by trajectories.ts
          branchesAt: branches_at === null ? null : Number(branches_at),
          turns: (turns.get(position) ?? []).map(headOfTurn),
        };
      });
    },
  };
}

function turnHeadReader(db: Database): (row: Row) => TurnHead {
  const selectRequest = db.prepare(`SELECT ${requestColumns} FROM requests WHERE key = ?`);
  const briefsOf = (key: string): readonly AttemptBrief[] => {
    const row = selectRequest.get(key);
    return row === undefined ? [] : briefFacts(checkedRow(db, key, row).facts);
  };
  return (row) => {
    requireTurn(row, db);
    const { acted_by, outcome, answer, request, sample, facts } = row;
    const brief = (request === null ? briefFacts(String(facts)) : briefsOf(String(request)))[Number(sample ?? 0)];
    if (brief === undefined) throw damaged(db, `attempt ${String(sample)} of ${String(request)}`, "it is missing");
    return {
      by: acted_by as Turn["by"], // the table is STRICT, and nothing else is written there
      outcome: outcome as Outcome,
      answer: answer === null ? null : String(answer),
      ...brief,
    };
  };
}

function requestsReader(db: Database): Pick<RunBrowser, "newRequests" | "requestHeads" | "lastRequest"> {
  const select = `SELECT rowid AS row, key, ${requestColumns} FROM requests`;
  const selectNew = db.prepare(`${select} WHERE rowid > ? ORDER BY rowid LIMIT ?`);
  const selectRange = db.prepare(`${select} WHERE key > ? AND key < ? ORDER BY key LIMIT ?`);
  const headOf = (row: Row): RequestHead => {
    const key = String(row["key"]);
    return { row: Number(row["row"]), key, attempts: briefFacts(checkedRow(db, key, row).facts) };
  };
  return {
    newRequests: (after, count) => Array.from(selectNew.iterate(after, count), headOf), // their texts are not held together
    requestHeads: (prefix, after, count) =>
      Array.from(selectRange.iterate(after > prefix ? after : prefix, afterPrefix(prefix), count), headOf),
    lastRequest: () => Number(db.prepare("SELECT max(rowid) AS last FROM requests").get()?.["last"] ?? 0),
  };
}

function attemptsReader(db: Database): (key: string) => readonly Attempt[] | undefined {
  const select = db.prepare(`SELECT ${requestColumns} FROM requests WHERE key = ?`);
  return (key) => {
    const row = select.get(key);
    return row === undefined ? undefined : unpackAttempts(checkedRow(db, key, row));
  };
}

function trajectoryByName(
  db: Database,
  texts: Texts,
  attempts: (key: string) => readonly Attempt[] | undefined,
): RunBrowser["trajectory"] {
  const select = db.prepare("SELECT * FROM trajectories WHERE iteration = ? AND id = ?");
  const selectTurns = db.prepare("SELECT * FROM turns WHERE iteration = ? AND position = ? ORDER BY turn");
  const attemptAt = ({ request, sample }: { readonly request: string; readonly sample: number }): Attempt => {
    const attempt = attempts(request)?.[sample];
    if (attempt === undefined) throw damaged(db, `attempt ${sample} of ${request}`, "it is missing");
    return attempt;
  };
  return (iteration, id) => {
    const row = select.get(iteration, id);
    if (row === undefined) return undefined;
    const turns = selectTurns.all(iteration, row["position"] ?? 0);
    return {
      trajectory: trajectoryOf(row, turns, { db, texts, ledger: { attemptAt } }),
      origins: turns.map(({ request, sample }) => ({
        request: request === null ? null : String(request),
        sample: Number(sample ?? 0),
      })),
    };
  };
}

/** Examples lie in the order of their training: where those of a trajectory are is looked up once for all, and not by a scan each. */
function examplesReader(db: Database): RunBrowser["examples"] {
  const selectPlaces = db.prepare("SELECT position, trajectory FROM examples WHERE trained_in = ? ORDER BY position");
  const selectLast = db.prepare("SELECT max(position) AS last FROM examples WHERE trained_in = ?");
  const select = db.prepare("SELECT * FROM examples WHERE trained_in = ? AND position = ?");
  const known = new Map<number, { readonly last: unknown; readonly places: ReadonlyMap<string, readonly number[]> }>();
  const placesOf = (trainedIn: number): ReadonlyMap<string, readonly number[]> => {
    const last = selectLast.get(trainedIn)?.["last"];
    const before = known.get(trainedIn);
    if (before?.last === last && before !== undefined) return before.places;
    const places = new Map<string, number[]>();
    for (const row of selectPlaces.iterate(trainedIn)) {
      const trajectory = String(row["trajectory"]);
      const of = places.get(trajectory);
      if (of === undefined) places.set(trajectory, [Number(row["position"])]);
      else of.push(Number(row["position"]));
    }
    known.set(trainedIn, { last, places });
    return places;
  };
  return (trainedIn, trajectory) =>
    (placesOf(trainedIn).get(trajectory) ?? []).flatMap((position) => {
      const row = select.get(trainedIn, position);
      return row === undefined ? [] : [exampleOf(db, row)];
    });
}

function exampleOf(db: Database, row: Row): ExampleRecord {
  if (exampleChecksum(row) !== row["checksum"])
    throw damaged(db, `example ${String(row["id"])}`, "it is another than was written");
  const { id, trajectory, turn, iteration, reward, weight } = row as unknown as ExampleRecord; // STRICT
  return { id, trajectory, turn, iteration, reward, weight };
}
