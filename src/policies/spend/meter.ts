import { addUsage, BudgetReached, ConfigError, noUsage, type UsageLedger, type UsageTotal } from "../../mdp/index.ts";
import type { Budget, Prices } from "./spend-schema.ts";

/** Counts what servers take, and ends it where the budget ends. */
export interface Meter {
  /**
   * To be called before each call to a server.
   *
   * @throws BudgetReached if the budget is spent
   */
  begin(model: string): void;
  /** To be called after each call with what it took; nothing, where there was no answer. */
  record(model: string, usage: { readonly inputTokens: number; readonly outputTokens: number }): void;
  /** So far, earlier processes included; requests count from when they begin. */
  total(): UsageTotal;
  /** @throws ConfigError if the budget is in money and the model has no price */
  refuseUnpriced(model: string): void;
}

/** A meter's parts. */
export interface MeterOptions {
  readonly budget?: Budget;
  readonly prices?: Prices;
  /** Usage by earlier processes of the same run counts as well. */
  readonly ledger: UsageLedger;
}

/**
 * Opens a meter. No call begins once the limit is reached, so that what is spent beyond it is at most what was in flight (I7);
 * requests are counted as they begin and never go beyond their limit.
 */
export function createMeter({ budget = {}, prices = {}, ledger }: MeterOptions): Meter {
  let total = [...ledger.totals().values()].reduce(addUsage, noUsage);
  let begun = total.requests;
  return {
    begin() {
      const spent = { usd: total.usd, requests: begun, tokens: total.inputTokens + total.outputTokens };
      for (const name of ["requests", "tokens", "usd"] as const) {
        const limit = budget[name];
        if (limit !== undefined && spent[name] >= limit) throw reached(name, spent[name], limit);
      }
      begun++;
    },
    record(model, { inputTokens, outputTokens }) {
      const usd = costOf(prices, model, inputTokens, outputTokens);
      const call = { model, inputTokens, outputTokens, ...(usd === undefined ? {} : { usd }) };
      ledger.record(call);
      total = addUsage(total, call);
    },
    total: () => ({ ...total, requests: begun }),
    refuseUnpriced(model) {
      if (budget.usd === undefined || Object.hasOwn(prices, model)) return;
      throw new ConfigError(
        `budget.usd needs the price of ${model}, but none is set; add prices: { ${JSON.stringify(model)}: { inputPerMillion: 0.5, outputPerMillion: 1.5 } }`,
      );
    },
  };
}

/** In US dollars; undefined where the model has no price. */
export function costOf(prices: Prices, model: string, inputTokens: number, outputTokens: number): number | undefined {
  const price = Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (price === undefined) return undefined;
  return (inputTokens * price.inputPerMillion + outputTokens * price.outputPerMillion) / 1e6;
}

function reached(name: keyof Budget, spent: number, limit: number): BudgetReached {
  const show = (value: number): string => (name === "usd" ? `$${value.toFixed(2)}` : `${Math.round(value)} ${name}`);
  return new BudgetReached(`the budget is spent: ${show(spent)} of ${show(limit)}; raise budget.${name} to continue`);
}
