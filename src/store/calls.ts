import type { CallUsage, UsageLedger } from "../mdp/index.ts";
import type { Database } from "./database.ts";

/** The calls to servers in an open run's database. */
export interface Calls extends UsageLedger {
  /** Writes what is still in memory. */
  flush(): void;
}

const everyMs = 250;

/**
 * Calls come by the thousand a second and none of them is an answer: they are written together, a few times a second. What a
 * crash takes with it is what was in flight.
 */
export function createCalls(db: Database): Calls {
  let fresh: CallUsage[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (fresh.length === 0) return;
    const insert = db.prepare("INSERT INTO calls (model, input_tokens, output_tokens, usd) VALUES (?, ?, ?, ?)");
    const written = fresh;
    fresh = [];
    db.inTransaction(() =>
      written.forEach(({ model, inputTokens, outputTokens, usd }) =>
        insert.run(model, inputTokens, outputTokens, usd ?? null),
      ),
    );
  };
  return {
    flush,
    record(call) {
      fresh.push(call);
      timer ??= setTimeout(flush, everyMs).unref();
    },
    totals() {
      flush();
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
