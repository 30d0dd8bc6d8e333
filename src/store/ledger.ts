import type { Attempt, AttemptLedger } from "../mdp/index.ts";
import { attemptColumns, attemptOf, attemptValues, type AttemptRow } from "./attempt-columns.ts";
import type { Database } from "./database.ts";

/** The ledger of attempts in an open run's database: every `put` is one durable transaction (I1). */
export function createLedger(db: Database): AttemptLedger {
  const select = db.prepare(`SELECT ${attemptColumns} FROM attempts WHERE key = ? ORDER BY sample`);
  const insert = db.prepare(
    `INSERT INTO attempts (key, sample, ${attemptColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  const get = (key: string): readonly Attempt[] | undefined => {
    const rows = select.all(key) as unknown as AttemptRow[]; // the table is STRICT
    return rows.length === 0 ? undefined : rows.map(attemptOf);
  };
  const put = (key: string, attempts: readonly Attempt[]): void => {
    if (attempts.length === 0) throw new Error(`the attempts of ${key} are none, wanted at least one to record`);
    if (select.get(key) !== undefined)
      throw new Error(`the attempts of ${key} are recorded already; each key is written once`);
    db.inTransaction(() => attempts.forEach((attempt, i) => insert.run(key, i, ...attemptValues(attempt))));
  };
  return { get, put };
}
