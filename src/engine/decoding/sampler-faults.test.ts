import { InferenceSession } from "onnxruntime-node";
import { expect, test } from "vitest";
import type { ModelConfig } from "../model/index.ts";
import { initialise } from "../model/index.ts";
import { DecodeBatch } from "./decode-batch.ts";
import type { Sampler, TokenSample, TokenSampleRequest } from "./index.ts";
import { cacheBytesPerToken, createSampler } from "./index.ts";
import { KvCache } from "./kv-cache.ts";
import { Prefill } from "./prefill.ts";
import { PrefixCache } from "./prefix-cache.ts";
import { RotaryFeeds } from "./rotary-feeds.ts";
import { StepRunner } from "./step-runner.ts";
import { tinyConfig } from "./testing.ts";

const config: ModelConfig = { ...tinyConfig, maxPositions: 400 };
const weights = initialise(config, 3);
const makeSampler = (): Sampler =>
  createSampler(config, weights, { threads: 1, maxBatch: 3, cacheBytes: 200 * cacheBytesPerToken(config) });

/** Some begin alike, some are sampled twice, some must wait for others to leave. */
const requests: readonly TokenSampleRequest[] = [40, 3, 70, 40, 20].map((length, seed) => ({
  promptTokens: Array.from({ length }, (_, i) => i % config.vocabSize),
  n: 1 + (seed % 2),
  temperature: seed % 2,
  topP: 1,
  maxTokens: 3 + seed,
  stopIds: [],
  seed,
}));

/** Everything that a sampler calls on its way, besides what cleans up behind it. */
const parts: readonly object[] = [
  DecodeBatch.prototype,
  KvCache.prototype,
  Prefill.prototype,
  PrefixCache.prototype,
  RotaryFeeds.prototype,
  StepRunner.prototype,
  InferenceSession,
];
const cleaning: readonly string[] = ["constructor", "clear", "release"];

/** Runs work in which the call of this number, of all calls of all parts, throws; says whether there was such a call. */
async function withFault(number: number, work: () => Promise<void>): Promise<boolean> {
  let calls = 0;
  const restore = parts.map((part) => {
    const own = Object.getOwnPropertyDescriptors(part);
    for (const [name, { value, writable }] of Object.entries(own)) {
      if (typeof value !== "function" || writable !== true || cleaning.includes(name)) continue;
      const counted = function (this: unknown, ...args: readonly unknown[]): unknown {
        if (calls++ === number) throw new Error(`fault in ${name}`);
        return Reflect.apply(value, this, args);
      };
      Object.defineProperty(part, name, { value: counted, configurable: true, writable: true });
    }
    return () => Object.defineProperties(part, own);
  });
  try {
    await work();
  } finally {
    for (const put of restore) put();
  }
  return calls > number;
}

/** What became of the requests, all of them made in two moments; undefined of those that never settle. */
async function outcomesOf(sampler: Sampler): Promise<readonly (readonly TokenSample[] | Error | undefined)[]> {
  const outcomes = requests.map((): readonly TokenSample[] | Error | undefined => undefined);
  const follow = (request: TokenSampleRequest, i: number): void => {
    void sampler.sample(request).then(
      (samples) => (outcomes[i] = samples),
      (error: Error) => (outcomes[i] = error),
    );
  };
  const turn = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));
  for (const [i, request] of requests.entries()) {
    if (i === 3) for (let turns = 0; turns < 3; turns++) await turn();
    follow(request, i);
  }
  for (let turns = 0; turns < 2_000 && outcomes.includes(undefined); turns++) await turn(); // a step takes two
  return outcomes;
}

test("whatever step throws, every request is answered or fails, and the sampler goes on", async () => {
  const want = await outcomesOf(makeSampler());
  expect(want.every((samples) => Array.isArray(samples))).toBe(true);
  let faults = 0;
  for (let isReached = true; isReached; faults++) {
    const sampler = makeSampler();
    isReached = await withFault(faults, async () => {
      const outcomes = await outcomesOf(sampler);
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome instanceof Error) expect(outcome.message).toMatch(/^fault in /);
        else expect(outcome, `request ${i}, fault ${faults}`).toEqual(want[i]);
      }
    });
    expect(await outcomesOf(sampler)).toEqual(want);
    await sampler.release();
  }
  expect(faults).toBeGreaterThan(200); // so many steps there are
});
