import type { Budget, Prices } from "../../policies/config.ts";
import type { ModelNames } from "../models.ts";
import type { Role } from "./rehearsed-models.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** The expected cost of a run's servers. Requests that fail and are repeated come on top. */
export interface MoneyPlan {
  /** In US dollars: the likely cost, where the models were probed. */
  readonly expectedUsd?: number;
  /** In US dollars: the most, with every answer wrong and as long as it may be. */
  readonly worstUsd: number;
  /** Models on servers that have no price: what they cost is not in these figures. */
  readonly unpriced: readonly string[];
  /** Of what the budget has less than the run is likely to take, it has this much. */
  readonly short: Budget;
}

/** A run's cost, where servers are asked; undefined where none are. */
export function planMoney(
  { teacher, rollouts, prices = {}, budget = {} }: ModelNames,
  worst: Rehearsal,
  expected?: Rehearsal,
): MoneyPlan | undefined {
  const names: Partial<Record<Role, string>> = {
    ...(rollouts === undefined ? {} : { policy: rollouts.model }),
    ...(typeof teacher === "object" ? { teacher: teacher.model } : {}),
  };
  const served = Object.values(names);
  if (served.length === 0) return undefined;
  const likely = takenOf(expected ?? worst, names, prices);
  const short = Object.entries(budget).filter(([key, limit]) => (limit ?? Infinity) < likely[key as keyof Budget]); // the schema's keys
  return {
    ...(expected === undefined ? {} : { expectedUsd: likely.usd }),
    worstUsd: takenOf(worst, names, prices).usd,
    unpriced: [...new Set(served.filter((name) => !Object.hasOwn(prices, name)))],
    short: Object.fromEntries(short),
  };
}

/** The stages' usage of the models that are on servers. */
function takenOf(
  { stages }: Rehearsal,
  names: Partial<Record<Role, string>>,
  prices: Prices,
): Record<keyof Required<Budget>, number> {
  const taken = { usd: 0, requests: 0, tokens: 0 };
  for (const { by, requests, readTokens, generatedTokens } of stages) {
    const price = prices[names[by] ?? ""];
    if (names[by] === undefined) continue;
    taken.requests += requests;
    taken.tokens += readTokens + generatedTokens;
    if (price === undefined) continue;
    taken.usd += (readTokens * price.inputPerMillion + generatedTokens * price.outputPerMillion) / 1e6;
  }
  return taken;
}
