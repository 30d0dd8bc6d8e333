import type { Attempt } from "../attempt.ts";
import type { Policy, SampleRequest } from "../ports/policy.ts";

/** A policy whose answers are written beforehand, and the requests that it was sent. */
export interface ScriptedPolicy extends Policy {
  readonly requests: readonly SampleRequest[];
}

/** An attempt of a text, one token per character, that ended its turn. */
export function attemptOf(text: string, changes: Partial<Attempt> = {}): Attempt {
  return { text, stop: "endOfTurn", usage: { generatedTokens: text.length, readTokens: 1 }, ...changes };
}

/**
 * A policy that answers by a script.
 *
 * @param script the index-th response to a request: a text, or a whole attempt; what it throws is the policy's failure
 */
export function scriptedPolicy(
  script: (request: SampleRequest, index: number) => string | Attempt,
  { concurrency = 2 }: { readonly concurrency?: number } = {},
): ScriptedPolicy {
  const requests: SampleRequest[] = [];
  const respond = (request: SampleRequest, index: number): Attempt => {
    const answer = script(request, index);
    return typeof answer === "string" ? attemptOf(answer) : answer;
  };
  return {
    name: "scripted",
    digest: "script",
    concurrency,
    requests,
    async sample(request, signal) {
      signal?.throwIfAborted();
      requests.push(request);
      await Promise.resolve(); // as any policy: the answer comes later
      return Array.from({ length: request.n }, (_, index) => respond(request, index));
    },
    close: () => Promise.resolve(),
  };
}
