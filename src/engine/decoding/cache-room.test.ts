import * as fc from "fast-check";
import { expect, test } from "vitest";
import { initialise } from "../model/index.ts";
import type { TokenSample, TokenSampleRequest } from "./index.ts";
import { cacheBytesPerToken, createSampler } from "./index.ts";
import { tinyConfig } from "./testing.ts";

const config = tinyConfig;
const weights = initialise(config, 3);

/** A request by its lengths, and how many turns of the event loop after the first it comes. */
interface Arrival {
  readonly prompt: number;
  readonly answer: number;
  readonly n: number;
  readonly after: number;
}

/** What a sampler with room for so many tokens answers to requests that come one after another. */
async function answersOf(
  arrivals: readonly Arrival[],
  { room, maxBatch }: { readonly room: number; readonly maxBatch: number },
): Promise<readonly (readonly TokenSample[])[]> {
  const cacheBytes = room * cacheBytesPerToken(config);
  const sampler = createSampler(config, weights, { threads: 1, maxBatch, cacheBytes });
  try {
    return await Promise.all(
      arrivals.map(async (arrival, seed) => {
        for (let turn = 0; turn < arrival.after; turn++) await new Promise((resolve) => setImmediate(resolve));
        return sampler.sample(requestOf(arrival, seed));
      }),
    );
  } finally {
    await sampler.release();
  }
}

function requestOf({ prompt, answer, n }: Arrival, seed: number): TokenSampleRequest {
  const promptTokens = Array.from({ length: prompt }, (_, i) => (i * 7 + seed) % config.vocabSize);
  return { promptTokens, n, temperature: 1, topP: 1, maxTokens: answer, stopIds: [], seed };
}

const lengthsOf = (answers: readonly (readonly TokenSample[])[]): readonly (readonly number[])[] =>
  answers.map((samples) => samples.map(({ tokens }) => tokens.length));

test("samples that come when a long one has left, whose capacity the cache still holds, are taken as it has room", async () => {
  const arrivals = [
    { prompt: 190, answer: 3, n: 1, after: 0 },
    { prompt: 90, answer: 30, n: 1, after: 0 },
    ...Array.from({ length: 8 }, () => ({ prompt: 40, answer: 80, n: 1, after: 12 })),
  ];
  const answers = await answersOf(arrivals, { room: 640, maxBatch: 8 });
  expect(lengthsOf(answers)).toEqual(arrivals.map(({ answer }) => [answer]));
});

const arrival = fc.record({
  prompt: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 700 })),
  answer: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 90 })),
  n: fc.integer({ min: 1, max: 4 }),
  after: fc.integer({ min: 0, max: 80 }),
});

test("whatever comes whenever, in whatever room, is sampled to its end, to the bits of a sampler with room for all", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(arrival, { minLength: 2, maxLength: 14 }),
      fc.integer({ min: 300, max: 3_000 }),
      fc.integer({ min: 1, max: 16 }),
      async (arrivals, room, maxBatch) => {
        const answers = await answersOf(arrivals, { room, maxBatch });
        expect(lengthsOf(answers)).toEqual(arrivals.map(({ answer, n }) => Array.from({ length: n }, () => answer)));
        const atOnce = arrivals.map((one) => ({ ...one, after: 0 }));
        expect(answers).toEqual(await answersOf(atOnce, { room: 2 ** 17, maxBatch: 64 }));
      },
    ),
    { numRuns: 60, seed: 11 },
  );
});
