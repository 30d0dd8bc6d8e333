/** The usage of one call to a server. */
export interface CallUsage {
  /** The model's name there: what prices go by. */
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars; absent where the model has no price. */
  readonly usd?: number;
}

/** The usage of calls together. */
export interface UsageTotal {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Of the calls that have a price. */
  readonly usd: number;
}

/** The record of calls to servers, one by one; their usage counts against a run's budget in every later process. */
export interface UsageLedger {
  record(call: CallUsage): void;
  /** By model, in alphabetical order. */
  totals(): ReadonlyMap<string, UsageTotal>;
}

/** No calls at all. */
export const noUsage: UsageTotal = { requests: 0, inputTokens: 0, outputTokens: 0, usd: 0 };

/** A total and one more call, or another total. */
export function addUsage(
  total: UsageTotal,
  more: Omit<UsageTotal, "requests" | "usd"> & Partial<UsageTotal>,
): UsageTotal {
  return {
    requests: total.requests + (more.requests ?? 1),
    inputTokens: total.inputTokens + more.inputTokens,
    outputTokens: total.outputTokens + more.outputTokens,
    usd: total.usd + (more.usd ?? 0),
  };
}

/** A ledger that is forgotten with the process. */
export function memoryUsage(): UsageLedger {
  const totals = new Map<string, UsageTotal>();
  return {
    record: ({ model, ...call }) => void totals.set(model, addUsage(totals.get(model) ?? noUsage, call)),
    totals: () => new Map([...totals].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
