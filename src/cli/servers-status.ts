import type { StageContext, UsageLedger, UsageTotal } from "../mdp/index.ts";
import type { CheckedModels } from "./models.ts";

/** The context, its progress telling what is under way at servers as well. */
export function withServers<C extends StageContext>(context: C, { servers }: Pick<CheckedModels, "servers">): C {
  const { onProgress } = context;
  if (servers === undefined || onProgress === undefined) return context;
  return {
    ...context,
    onProgress: (event) => onProgress({ ...event, figures: { ...event.figures, ...servers() } }),
  };
}

/** The usage of servers, for a summary; nothing where none were asked. */
export function usageOf(ledger: UsageLedger): { readonly usage?: Readonly<Record<string, UsageTotal>> } {
  const totals = ledger.totals();
  return totals.size === 0 ? {} : { usage: Object.fromEntries(totals) };
}
