import type { Command } from "commander";
import { numberFrom, wholeNumber } from "./options.ts";

/** The limits on what servers may take, as flags. */
export interface BudgetFlags {
  readonly maxUsd?: number;
  readonly maxRequests?: number;
  readonly maxTotalTokens?: number;
}

/**
 * Adds the flags that limit what servers may take.
 *
 * @param tokens the flag of the tokens' limit
 */
export function withBudget(command: Command, tokens = "--max-total-tokens"): Command {
  return command
    .option("--max-usd <dollars>", "stop, resumably, once servers took so much (exit 4); needs prices", numberFrom(0))
    .option("--max-requests <number>", "stop after so many requests to servers", wholeNumber(0))
    .option(`${tokens} <number>`, "stop once servers read and wrote so many tokens", wholeNumber(0));
}

/** The config keys that the flags set; undefined ones are left out. */
export function budgetKeys({
  maxUsd,
  maxRequests,
  maxTotalTokens,
}: BudgetFlags): Readonly<Record<string, number | undefined>> {
  return { "budget.usd": maxUsd, "budget.requests": maxRequests, "budget.tokens": maxTotalTokens };
}

/** The same as assignments, as `--set` takes them. */
export function budgetSets(flags: BudgetFlags): readonly string[] {
  return Object.entries(budgetKeys(flags)).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
}
