import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Attempt, Policy, SampleRequest } from "../mdp/index.ts";

/** Promises of an adapter beyond the port; servers whose batching changes their samples cannot promise all of it. */
export interface PolicyPromises {
  /** The same request gives the same responses, whoever is answered beside it. */
  readonly isReproducible: boolean;
  /** Attempts carry token ids. */
  readonly hasTokens: boolean;
}

const ask = (changes: Partial<SampleRequest> = {}): SampleRequest => ({
  key: "suite/a",
  messages: [{ role: "user", content: "What is 3 + 4?" }],
  n: 1,
  seed: 7,
  temperature: 1,
  topP: 1,
  maxTokens: 12,
  ...changes,
});
const texts = (attempts: readonly Attempt[]): string[] => attempts.map(({ text }) => text);

/** The laws of the Policy port; every adapter's test runs them. */
export function describePolicy(name: string, open: () => Promise<Policy>, promises: PolicyPromises): void {
  describe(`${name} keeps the laws of Policy`, () => {
    let policy: Policy;
    beforeAll(async () => {
      policy = await open();
    });
    afterAll(() => policy.close());

    test("it names itself and its weights, and takes at least one request at a time", () => {
      expect(policy.name).not.toBe("");
      expect(policy.digest).not.toBe("");
      expect(policy.concurrency).toBeGreaterThanOrEqual(1);
    });

    test("n responses are n attempts within the token limit", async () => {
      const attempts = await policy.sample(ask({ n: 3 }));
      expect(attempts).toHaveLength(3);
      for (const { usage, stop } of attempts) {
        expect(usage.generatedTokens).toBeGreaterThan(0);
        expect(usage.generatedTokens).toBeLessThanOrEqual(12);
        expect(usage.readTokens).toBeGreaterThan(0);
        expect(["endOfTurn", "length"]).toContain(stop);
      }
    });

    test("a response of one token is cut off, not broken", async () => {
      const [attempt] = await policy.sample(ask({ maxTokens: 1 }));
      expect(attempt?.usage.generatedTokens).toBe(1);
    });

    test("greedy responses don't depend on the seed", async () => {
      const first = await policy.sample(ask({ temperature: 0, n: 2 }));
      const other = await policy.sample(ask({ temperature: 0, n: 2, seed: 8 }));
      expect(new Set(texts([...first, ...other])).size).toBe(1);
    });

    test("an aborted request throws the signal's reason", async () => {
      const reason = new Error("stopped by the test");
      await expect(policy.sample(ask({ n: 4 }), AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    describe.runIf(promises.isReproducible)("reproducibly:", () => {
      test("the key names a request and changes nothing; the seed does", async () => {
        const first = await policy.sample(ask({ n: 4 }));
        expect(await policy.sample(ask({ n: 4, key: "suite/b" }))).toEqual(first);
        expect(texts(await policy.sample(ask({ n: 4, seed: 8 })))).not.toEqual(texts(first));
      });

      test("response i is the same whether n is small or large, alone or among others", async () => {
        const [alone] = await policy.sample(ask());
        const crowd = await Promise.all([
          policy.sample(ask({ seed: 1, n: 3 })),
          policy.sample(ask({ n: 4 })),
          policy.sample(ask({ messages: [{ role: "user", content: "Another, longer question: 1 + 1?" }] })),
        ]);
        expect(crowd[1][0]?.text).toBe(alone?.text);
      });
    });

    describe.runIf(promises.hasTokens)("in token ids:", () => {
      test("the counts are those of the ids, every id has its log-probability", async () => {
        for (const { tokens, usage } of await policy.sample(ask({ n: 3 }))) {
          expect(tokens?.response).toHaveLength(usage.generatedTokens);
          expect(tokens?.logprobs).toHaveLength(usage.generatedTokens);
          expect(Math.max(...(tokens?.logprobs ?? [1]))).toBeLessThanOrEqual(0);
        }
      });

      test("one chat is one prompt, whatever the sample", async () => {
        const [a, b] = await policy.sample(ask({ n: 2 }));
        expect(a?.tokens?.prompt.length).toBeGreaterThan(0);
        expect(a?.tokens?.prompt).toEqual(b?.tokens?.prompt);
        expect(a?.tokens?.tokenizer).toBe(b?.tokens?.tokenizer);
      });
    });
  });
}
