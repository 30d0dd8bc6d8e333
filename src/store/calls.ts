import type { CallUsage, UsageLedger } from "../mdp/index.ts";
import { checksumOf } from "./checksum.ts";
import type { Database, Row } from "./database.ts";
import { damaged, noRows, plus, type Totals } from "./totals.ts";

/** The calls to servers in an open run's database. */
interface Calls extends UsageLedger {
  /** Writes what is still in memory. */
  flush(): void;
}

/** The name of their total. */
export const callTotal = "calls";
const everyMs = 250;

/**
 * Calls come by the thousand a second and none of them is an answer: they are written together, a few times a second. What a
 * crash takes with it is what was in flight.
 */
export function createCalls(db: Database, totals: Totals): Calls {
  let fresh: CallUsage[] = [];
  let timer: NodeJS.Timeout | undefined;
  let failure: unknown;
  const failed = (error: unknown): void => void (failure = error);
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (fresh.length === 0) return;
    const durable = db.append(() => insertCalls(db, totals, fresh));
    fresh = []; // not before: what could not be written is still to be
    durable.catch(failed);
  };
  /** A timer's failure nobody could catch: it is kept for whoever records next. */
  const flushLater = (): void => {
    try {
      flush();
    } catch (error) {
      failed(error);
    }
  };
  return {
    flush,
    record(call) {
      fresh.push(call);
      timer ??= setTimeout(flushLater, everyMs).unref();
      const before = failure;
      failure = undefined;
      if (before !== undefined) throw before;
    },
    totals() {
      flush();
      requireCalls(db, totals);
      const select = db.prepare(
        `SELECT model, count(*) AS requests, sum(input_tokens) AS input, sum(output_tokens) AS output, total(usd) AS usd
         FROM calls GROUP BY model ORDER BY model`,
      );
      return new Map(
        select.all().map((row) => {
          const { model, requests, input, output, usd } = row;
          const total = {
            requests: Number(requests),
            inputTokens: Number(input),
            outputTokens: Number(output),
            usd: Number(usd),
          };
          return [String(model), total] as const;
        }),
      );
    },
  };
}

/** Writes calls within a transaction. */
function insertCalls(db: Database, totals: Totals, calls: readonly CallUsage[]): void {
  const insert = db.prepare(
    "INSERT INTO calls (model, input_tokens, output_tokens, usd, checksum) VALUES (?, ?, ?, ?, ?)",
  );
  const sums = calls.map(({ model, inputTokens, outputTokens, usd }) => {
    const values = [model, inputTokens, outputTokens, usd ?? null];
    insert.run(...values, checksumOf(...values));
    return checksumOf(...values);
  });
  totals.add(callTotal, sums);
}

/** The checksum of a call's row. */
export function callChecksum({ model, input_tokens, output_tokens, usd }: Row): number {
  return checksumOf(String(model), Number(input_tokens), Number(output_tokens), usd === null ? null : Number(usd));
}

function requireCalls(db: Database, totals: Totals): void {
  let found = noRows;
  for (const row of db.prepare("SELECT * FROM calls").iterate()) {
    if (callChecksum(row) !== row["checksum"])
      throw damaged(db, "the calls to servers", "one is another than was written");
    found = plus(found, callChecksum(row));
  }
  totals.require(callTotal, found);
}
