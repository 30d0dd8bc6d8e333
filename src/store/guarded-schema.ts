import type { Attempt, StopReason } from "../mdp/index.ts";
import { floatsFromBlob, idsFromBlob } from "./blobs.ts";
import { callChecksum, callTotal } from "./calls.ts";
import { checksumOf, type Value } from "./checksum.ts";
import type { Database, Row } from "./database.ts";
import { documentTotal } from "./documents.ts";
import { exampleChecksum, exampleTotal } from "./examples.ts";
import { ledgerTotal, packedChecksum } from "./ledger.ts";
import { packAttempts } from "./packed-attempts.ts";
import { createTexts } from "./texts.ts";
import { createTotals } from "./totals.ts";
import { trajectoryTotal, turnTotal } from "./trajectory-reader.ts";
import { turnColumns } from "./turn-row.ts";

/** What rows refer to, and what they add up to. */
const shared = `
  CREATE TABLE IF NOT EXISTS texts (digest TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS totals (
    name TEXT PRIMARY KEY, row_count INTEGER NOT NULL, sum INTEGER NOT NULL, checksum INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
`;

/** The tables of version 3: every row with its checksum, every table with its total, texts once. */
const guarded: Readonly<Record<string, { readonly create: string; readonly copy: (db: Database) => void }>> = {
  attempts: {
    create: `CREATE TABLE requests (
      key TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL, facts TEXT NOT NULL, ids BLOB NOT NULL, logprobs BLOB NOT NULL,
      checksum INTEGER NOT NULL
    ) STRICT`,
    copy: copyAttempts,
  },
  documents: {
    create: `CREATE TABLE documents (
      name TEXT PRIMARY KEY, document TEXT NOT NULL, checksum INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID`,
    copy: copyDocuments,
  },
  trajectories: {
    create: `DROP INDEX IF EXISTS trajectory_ids; CREATE TABLE trajectories (
      iteration INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, problem TEXT NOT NULL, branches_at INTEGER,
      checksum INTEGER NOT NULL,
      PRIMARY KEY (iteration, position)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX trajectory_ids ON trajectories (iteration, id)`,
    copy: copyTrajectories,
  },
  turns: {
    create: `CREATE TABLE turns (
      iteration INTEGER NOT NULL, position INTEGER NOT NULL, turn INTEGER NOT NULL,
      state TEXT NOT NULL, acted_by TEXT NOT NULL, outcome TEXT NOT NULL, answer TEXT, reason TEXT, reward REAL,
      request TEXT, sample INTEGER, text TEXT, facts TEXT, ids BLOB, logprobs BLOB,
      checksum INTEGER NOT NULL,
      PRIMARY KEY (iteration, position, turn)
    ) STRICT, WITHOUT ROWID`,
    copy: copyTurns,
  },
  examples: {
    create: `CREATE TABLE examples (
      trained_in INTEGER NOT NULL, position INTEGER NOT NULL,
      id TEXT NOT NULL, trajectory TEXT NOT NULL, turn INTEGER NOT NULL, iteration INTEGER NOT NULL,
      reward REAL NOT NULL, weight REAL NOT NULL,
      checksum INTEGER NOT NULL,
      PRIMARY KEY (trained_in, position)
    ) STRICT, WITHOUT ROWID`,
    copy: copyExamples,
  },
  calls: {
    create: `CREATE TABLE calls (
      model TEXT NOT NULL, input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, usd REAL,
      checksum INTEGER NOT NULL
    ) STRICT`,
    copy: copyCalls,
  },
};

/** Each sample as a row, for whoever looks into the database with a tool of SQLite's; what is recorded cannot be changed there. */
const attemptsView = `
  CREATE VIEW IF NOT EXISTS attempts AS
  SELECT requests.key AS key, sample.key AS sample, sample.value AS text,
    json_extract(facts, '$.attempts[' || sample.key || '][0]') AS stop,
    json_extract(facts, '$.attempts[' || sample.key || '][1]') AS generated_tokens,
    json_extract(facts, '$.attempts[' || sample.key || '][2]') AS read_tokens
  FROM requests, json_each(requests.text) AS sample;
  CREATE TRIGGER IF NOT EXISTS attempts_are_written_once INSTEAD OF UPDATE ON attempts BEGIN
    SELECT raise(ABORT, 'what is recorded is never changed') WHERE NEW.text IS NOT OLD.text;
    UPDATE requests SET text = text WHERE key = OLD.key;
  END;
`;

/** Brings the tables of version 2 to version 3, within a transaction; one that bears checksums is left as it is. */
export function guardTables(db: Database): void {
  db.exec(shared);
  const isGuarded = db.prepare("SELECT 1 FROM pragma_table_info(?) WHERE name = 'checksum'");
  for (const [table, { create, copy }] of Object.entries(guarded)) {
    if (isGuarded.get(table === "attempts" ? "requests" : table) !== undefined) continue;
    db.exec(`ALTER TABLE ${table} RENAME TO old_${table}; ${create}`);
    copy(db);
    db.exec(`DROP TABLE old_${table}`);
  }
  db.exec(attemptsView);
}

function copyAttempts(db: Database): void {
  const insert = db.prepare(
    "INSERT INTO requests (key, text, facts, ids, logprobs, checksum) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const totals = createTotals(db);
  const keep = (key: string, attempts: readonly Attempt[]): void => {
    const packed = packAttempts(attempts);
    insert.run(key, packed.text, packed.facts, packed.ids, packed.logprobs, packedChecksum(key, packed));
    totals.add(ledgerTotal, [checksumOf(key)]);
  };
  let request: { readonly key: string; readonly attempts: Attempt[] } = { key: "", attempts: [] };
  for (const row of db.prepare("SELECT * FROM old_attempts ORDER BY key, sample").iterate()) {
    if (request.key !== row["key"]) {
      if (request.attempts.length > 0) keep(request.key, request.attempts);
      request = { key: String(row["key"]), attempts: [] };
    }
    request.attempts.push(attemptOf(row));
  }
  if (request.attempts.length > 0) keep(request.key, request.attempts);
}

function copyTrajectories(db: Database): void {
  const [texts, totals] = [createTexts(db), createTotals(db)];
  const insert = insertInto(db, "trajectories", 6);
  for (const row of db.prepare("SELECT * FROM old_trajectories").iterate()) {
    const { iteration, position, id, problem, branches_at } = row as Record<string, Value>; // STRICT
    const sum = insert([iteration ?? 0, position ?? 0, id ?? "", texts.keep(String(problem)), branches_at ?? null]);
    totals.add(trajectoryTotal(Number(iteration)), [sum]);
  }
}

/** Version 2 did not know where a turn's attempt came from: it keeps its own copy. */
function copyTurns(db: Database): void {
  const [texts, totals] = [createTexts(db), createTotals(db)];
  const insertTurn = insertInto(db, `turns (${turnColumns}, checksum)`, 16);
  for (const row of db.prepare("SELECT * FROM old_turns").iterate()) {
    const messages = JSON.parse(String(row["state"])) as readonly { readonly role: string; readonly content: string }[]; // version 2's
    const state = JSON.stringify(messages.map(({ role, content }) => [role, texts.keep(content)]));
    const { text, facts, ids, logprobs } = packAttempts([attemptOf(row)]);
    const own: Record<string, Value> = { request: null, sample: null, state, text, facts, ids, logprobs };
    const sum = insertTurn(turnColumns.split(", ").map((column) => own[column] ?? (row[column] as Value) ?? null)); // STRICT
    totals.add(turnTotal(Number(row["iteration"])), [sum]);
  }
}

function copyDocuments(db: Database): void {
  const [totals, insert] = [createTotals(db), insertInto(db, "documents", 3)];
  for (const { name, document } of db.prepare("SELECT * FROM old_documents").iterate()) {
    insert([String(name), String(document)]);
    totals.add(documentTotal, [checksumOf(String(name))]);
  }
}

function copyExamples(db: Database): void {
  const [totals, insert] = [createTotals(db), insertInto(db, "examples", 9)];
  for (const row of db.prepare("SELECT * FROM old_examples").iterate()) {
    const sum = insert(Object.values(row) as Value[], exampleChecksum(row)); // STRICT; the columns' order is the same
    totals.add(exampleTotal(Number(row["trained_in"])), [sum]);
  }
}

function copyCalls(db: Database): void {
  const [totals, insert] = [createTotals(db), insertInto(db, "calls", 5)];
  for (const row of db.prepare("SELECT * FROM old_calls").iterate()) {
    totals.add(callTotal, [insert(Object.values(row) as Value[], callChecksum(row))]); // STRICT; the columns' order is the same
  }
}

/** Inserts values with their checksum as the last column, which it returns. */
function insertInto(db: Database, table: string, columns: number): (values: Value[], sum?: number) => number {
  const insert = db.prepare(`INSERT INTO ${table} VALUES (${Array.from({ length: columns }, () => "?").join(", ")})`);
  return (values, sum = checksumOf(...values)) => {
    insert.run(...values, sum);
    return sum;
  };
}

/** An attempt as version 2 kept it, in `attempts` and `turns` alike. */
function attemptOf(row: Row): Attempt {
  const { text, stop, tokenizer, prompt, response, logprobs, generated_tokens, read_tokens } =
    row as unknown as OldAttempt; // STRICT
  const usage = { generatedTokens: generated_tokens, readTokens: read_tokens };
  if (tokenizer === null || prompt === null || response === null || logprobs === null) return { text, stop, usage };
  const ids = idsFromBlob(response);
  const floats = floatsFromBlob(logprobs, ids.length);
  return { text, stop, usage, tokens: { tokenizer, prompt: idsFromBlob(prompt), response: ids, logprobs: floats } };
}

interface OldAttempt {
  readonly text: string;
  readonly stop: StopReason;
  readonly generated_tokens: number;
  readonly read_tokens: number;
  readonly tokenizer: string | null;
  readonly prompt: Uint8Array | null;
  readonly response: Uint8Array | null;
  readonly logprobs: Uint8Array | null;
}
