import type { Attempt, AttemptLedger } from "../mdp/index.ts";
import { checksumOf } from "./checksum.ts";
import type { Database, Row } from "./database.ts";
import { packAttempts, readFrom, unpackAttempts, type PackedAttempts } from "./packed-attempts.ts";
import { damaged, noRows, plus, type Totals } from "./totals.ts";

/** Where an attempt is recorded. */
interface Origin {
  readonly request: string;
  /** Counted from 0. */
  readonly sample: number;
}

/** The ledger of attempts in an open run's database. */
export interface Ledger extends AttemptLedger {
  /** Where an attempt that was read or written here is recorded: what else holds it need not hold its text again. */
  originOf(attempt: Attempt): Origin | undefined;
  /** @throws DamageError if it is not there */
  attemptAt(origin: Origin): Attempt;
  /** Every request, in the order of the keys; read as they are visited. */
  entries(): Iterable<LedgerEntry>;
}

/** A request and its recorded attempts. */
export interface LedgerEntry {
  readonly request: string;
  readonly attempts: readonly Attempt[];
}

/** The name of the ledger's total: of its keys, so that a missing one is missed without reading every text. */
export const ledgerTotal = "requests";

/** Each request is one row: its samples share their prompt, and one checksum guards them. */
export function createLedger(db: Database, totals: Totals): Ledger {
  const select = db.prepare("SELECT text, facts, ids, logprobs, checksum FROM requests WHERE key = ?");
  const isKnown = db.prepare("SELECT 1 FROM requests WHERE key = ?");
  const insert = db.prepare(
    "INSERT INTO requests (key, text, facts, ids, logprobs, checksum) VALUES (?, ?, ?, ?, ?, ?)",
  );
  /** Of attempts that were written here; those that were read here bear theirs. */
  const written = new WeakMap<Attempt, Origin>();
  const reader = {};
  let areKeysChecked = false;
  let last: { readonly request: string; readonly attempts: readonly Attempt[] } | undefined;
  const rowOf = (key: string): PackedAttempts | undefined => {
    if (!areKeysChecked) requireKeys(db, totals);
    areKeysChecked = true; // a key that is not found from now on was never recorded
    const row = select.get(key);
    return row === undefined ? undefined : checkedRow(db, key, row);
  };
  return {
    get(key) {
      const packed = rowOf(key);
      return packed === undefined ? undefined : unpackAttempts(packed, { by: reader, key });
    },
    put(key, attempts) {
      if (attempts.length === 0) throw new Error(`no attempts to record for ${key}; need at least one`);
      if (isKnown.get(key) !== undefined)
        throw new Error(`the attempts of ${key} are recorded already; each key is written once`);
      const packed = packAttempts(attempts);
      const durable = db.append(() => {
        insert.run(key, packed.text, packed.facts, packed.ids, packed.logprobs, packedChecksum(key, packed));
        totals.add(ledgerTotal, [checksumOf(key)]);
      });
      attempts.forEach((attempt, sample) => written.set(attempt, { request: key, sample }));
      return durable;
    },
    originOf(attempt) {
      const from = readFrom(attempt);
      // One that another run recorded is no attempt of this one.
      return from?.read.by === reader ? { request: from.read.key, sample: from.place } : written.get(attempt);
    },
    *entries() {
      requireKeys(db, totals);
      for (const row of db.prepare("SELECT * FROM requests ORDER BY key").iterate()) {
        const request = String(row["key"]);
        yield { request, attempts: unpackAttempts(checkedRow(db, request, row)) };
      }
    },
    attemptAt({ request, sample }) {
      if (last?.request !== request) {
        const packed = rowOf(request);
        last = { request, attempts: packed === undefined ? [] : unpackAttempts(packed) };
      }
      const attempt = last.attempts[sample];
      if (attempt === undefined) throw damaged(db, `attempt ${sample} of ${request}`, "it is missing");
      return attempt;
    },
  };
}

/** The checksum of a request's row. */
export function packedChecksum(key: string, { text, facts, ids, logprobs }: PackedAttempts): number {
  return checksumOf(key, text, facts, ids, logprobs);
}

/**
 * A row's attempts as they were written.
 *
 * @throws DamageError if they are others
 */
export function checkedRow(db: Database, key: string, row: Row): PackedAttempts {
  const packed = row as unknown as PackedAttempts; // the table is STRICT
  if (packedChecksum(key, packed) === row["checksum"]) return packed;
  throw damaged(db, `the attempts of ${key}`, "they are others than were written");
}

/** Reads the index of the keys alone. */
function requireKeys(db: Database, totals: Totals): void {
  let found = noRows;
  for (const { key } of db.prepare("SELECT key FROM requests").iterate()) found = plus(found, checksumOf(String(key)));
  totals.require(ledgerTotal, found);
}
