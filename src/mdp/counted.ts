import type { Policy } from "./ports/policy.ts";

/** A policy whose tokens are counted: of many samples a stage may use few, and the others take their time as well. */
export function counted(policy: Policy): { readonly policy: Policy; readonly generatedTokens: () => number } {
  const { name, digest, concurrency } = policy;
  let tokens = 0;
  const sample: Policy["sample"] = async (request, signal) => {
    const attempts = await policy.sample(request, signal);
    for (const { usage } of attempts) tokens += usage.generatedTokens;
    return attempts;
  };
  return { policy: { name, digest, concurrency, sample, close: () => policy.close() }, generatedTokens: () => tokens };
}
