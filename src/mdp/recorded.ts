import type { Attempt } from "./attempt.ts";
import type { Policy, SampleRequest } from "./ports/policy.ts";
import type { AttemptLedger } from "./ports/run-store.ts";

/**
 * A policy that answers each request once in the life of a run: a recorded request from the ledger, any other by
 * sampling, recorded before it is returned. Every stage resumes by sampling through this alone (I1, I2).
 *
 * The digest and closing are the policy's.
 */
export function recorded(policy: Policy, ledger: AttemptLedger): Policy {
  const sample = async (request: SampleRequest, signal?: AbortSignal): Promise<readonly Attempt[]> => {
    const known = ledger.get(request.key);
    if (known !== undefined) return wholeOf(known, request);
    const attempts = wholeOf(await policy.sample(request, signal), request);
    await ledger.put(request.key, attempts);
    return attempts;
  };
  return {
    name: policy.name,
    digest: policy.digest,
    concurrency: policy.concurrency,
    sample,
    close: () => policy.close(),
  };
}

function wholeOf(attempts: readonly Attempt[], { key, n }: SampleRequest): readonly Attempt[] {
  if (attempts.length === n) return attempts;
  throw new Error(`request ${key} needs ${n} attempts, got ${attempts.length}; were they recorded by another config?`);
}
