import { afterAll, describe, expect, test } from "vitest";
import type { ModelConfig } from "../model/index.ts";
import { initialise, parameterCount } from "../model/index.ts";
import { createRng } from "../random.ts";
import { createSampler } from "./index.ts";
import { stepStorage } from "./kernel-rules.ts";
import type { Sampler, SamplerOptions, TokenSample, TokenSampleRequest } from "./index.ts";

const config: ModelConfig = {
  hiddenSize: 48,
  layers: 2,
  heads: 6,
  kvHeads: 2,
  headDim: 8,
  intermediateSize: 100,
  vocabSize: 70,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 400,
};
/** Room for one copy of a model's weights. */
const oneCopy = (model: ModelConfig): number => 4 * parameterCount(model);
/** Larger than a new model's, so that the distributions are far from uniform. */
const weights = new Map([...initialise(config, 3)].map(([name, data]) => [name, data.map((x) => x * 3)]));

const samplers: Sampler[] = [];
const makeSampler = (maxBatch: number, options: Partial<SamplerOptions> = {}): Sampler => {
  const sampler = createSampler(config, weights, { threads: 1, maxBatch, cacheBytes: 2 ** 24, ...options });
  samplers.push(sampler);
  return sampler;
};
afterAll(() => Promise.all(samplers.map((sampler) => sampler.release())));

/** A request with a prompt drawn by seed. */
function requestOf(seed: number, changes: Partial<TokenSampleRequest> = {}): TokenSampleRequest {
  const rng = createRng(seed);
  const promptTokens = Array.from({ length: 1 + Math.floor(rng() * 90) }, () => Math.floor(rng() * config.vocabSize));
  const settings = { n: 1, temperature: 1, topP: 1, maxTokens: 24, stopIds: [5, 9], seed };
  return { promptTokens, ...settings, ...changes };
}

describe("a sample's tokens and logprobs, bit for bit, do not depend on", () => {
  const requests = Array.from({ length: 40 }, (_, i) =>
    requestOf(i, { n: 1 + (i % 3), temperature: [1, 0.7, 0][i % 3] ?? 1, topP: i % 4 === 0 ? 0.9 : 1 }),
  );
  const alone: Promise<readonly (readonly TokenSample[])[]> = (async () => {
    const sampler = makeSampler(1);
    const results: (readonly TokenSample[])[] = [];
    for (const request of requests) results.push(await sampler.sample(request));
    return results;
  })();

  test.each([
    { maxBatch: 5, threads: 1 },
    { maxBatch: 70, threads: 1 },
    { maxBatch: 70, threads: 2 },
  ])("its companions, their number or order: %o", async ({ maxBatch, threads }) => {
    const want = await alone;
    const order = [...requests.keys()].sort((a, b) => ((a * 17) % 40) - ((b * 17) % 40));
    for (const indices of [[...requests.keys()], order]) {
      const sampler = makeSampler(maxBatch, { threads });
      const got = await Promise.all(indices.map((i) => sampler.sample(requests[i] ?? requestOf(i))));
      expect(got).toEqual(indices.map((i) => want[i]));
    }
  });

  test("when it arrived: companions may be half-way", async () => {
    const want = await alone;
    const sampler = makeSampler(16);
    const got = await Promise.all(
      requests.map(async (request, i) => {
        for (let wait = 0; wait < i; wait++) await new Promise((resolve) => setImmediate(resolve));
        return sampler.sample(request);
      }),
    );
    expect(got).toEqual(want);
  });

  test.each([0, oneCopy(config)])(
    "its companions where the graphs may store %i bytes of weights",
    async (maxStoredBytes) => {
      const fed = { maxStoredBytes };
      const few = requests.slice(0, 12);
      const [first, second] = [makeSampler(1, fed), makeSampler(64, { ...fed, threads: 2 })];
      const want = await Promise.all(few.map((request) => first.sample(request)));
      expect(await Promise.all(few.map((request) => second.sample(request)))).toEqual(want);
    },
  );

  test("how many samples of its prompt are asked for, or the room in the cache", async () => {
    const want = await makeSampler(64).sample(requestOf(1, { n: 20 }));
    expect(await makeSampler(64).sample(requestOf(1, { n: 3 }))).toEqual(want.slice(0, 3));
    const little = makeSampler(64, { cacheBytes: 1 }); // no room for a single token: samples are taken one at a time
    expect(await little.sample(requestOf(1, { n: 4 }))).toEqual(want.slice(0, 4));
  });
});

const wide = {
  ...config,
  hiddenSize: 128,
  heads: 2,
  kvHeads: 2,
  headDim: 64,
  intermediateSize: 391,
  maxPositions: 800,
};
test.each([2 ** 28, oneCopy(wide), 0])(
  "a wide model's long prompts keep the same bits alone, in company, with one thread and with two, %i bytes stored",
  async (maxStoredBytes) => {
    const lengths = [700, 3, 90, 257, 33, 1, 512, 140];
    const requests = lengths.map((length, seed) =>
      requestOf(seed, { promptTokens: Array.from({ length }, (_, j) => (j * 31 + seed) % 70), maxTokens: 8 }),
    );
    const results = [];
    for (const run of [
      { maxBatch: 1, threads: 1 },
      { maxBatch: 3, threads: 2 },
      { maxBatch: 64, threads: 2 },
    ]) {
      // prettier-ignore
      const sampler = createSampler(wide, initialise(wide, 1), { ...run, maxStoredBytes });
      results.push(await Promise.all(requests.map((request) => sampler.sample(request))));
      await sampler.release();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  },
);

test("weights are stored in as many graphs as there is room for copies, in decoding first", () => {
  const copy = oneCopy(config);
  expect(stepStorage(config, 2 * copy)).toEqual({ decoding: "stored", reading: "stored" });
  expect(stepStorage(config, 2 * copy - 1)).toEqual({ decoding: "stored", reading: "fed" });
  expect(stepStorage(config, copy - 1)).toEqual({ decoding: "fed", reading: "fed" });
});

test("a prompt that begins like an earlier one is read from where they part, to the same bits", async () => {
  const sampler = makeSampler(4);
  const first = Array.from({ length: 100 }, (_, i) => i % 70);
  const second = [...first.slice(0, 80), ...first];
  await sampler.sample(requestOf(1, { promptTokens: first }));
  expect(sampler.counters.prefilledTokens).toBe(99);
  const again = await sampler.sample(requestOf(2, { promptTokens: second }));
  expect(sampler.counters.prefilledTokens).toBe(99 + 179 - 64); // two whole chunks of 32 lie in the common 80
  expect(again).toEqual(await makeSampler(4, { prefixBytes: 0 }).sample(requestOf(2, { promptTokens: second })));
});

describe("sampling", () => {
  test("stops behind the first end-of-turn id, and otherwise at the limit", async () => {
    const sampler = makeSampler(32);
    const samples = (await Promise.all([1, 2, 3].map((seed) => sampler.sample(requestOf(seed, { n: 20 }))))).flat();
    for (const { tokens, logprobs, stop } of samples) {
      expect(logprobs).toHaveLength(tokens.length);
      const first = tokens.findIndex((id) => id === 5 || id === 9);
      if (stop === "endOfTurn") expect(first).toBe(tokens.length - 1);
      else expect([first, tokens.length]).toEqual([-1, 24]);
    }
    expect(new Set(samples.map(({ stop }) => stop))).toEqual(new Set(["endOfTurn", "length"]));
  });

  test("follows the distribution: shares of 4,000 first tokens lie near their probabilities", async () => {
    const samples = await makeSampler(512).sample(requestOf(7, { n: 4000, maxTokens: 1 }));
    const counts = new Map<number, number>();
    const probability = new Map<number, number>();
    for (const { tokens, logprobs } of samples) {
      const [token = -1] = tokens;
      counts.set(token, (counts.get(token) ?? 0) + 1);
      probability.set(token, Math.exp(logprobs[0] ?? 0));
    }
    for (const [token, count] of counts) {
      const p = probability.get(token) ?? 0;
      const deviation = Math.sqrt((p * (1 - p)) / 4000);
      expect(Math.abs(count / 4000 - p)).toBeLessThan(5 * deviation); // 5 sigma for each of at most 70 tokens
    }
  });

  test("counts what it did; a prompt that samples share is read once", async () => {
    const sampler = makeSampler(8);
    const request = requestOf(4, { n: 3, stopIds: [], maxTokens: 5 });
    await Promise.all([sampler.sample(request), sampler.sample(request)]);
    expect(sampler.counters).toMatchObject({
      generatedTokens: 30, // 2 requests x 3 samples x 5 tokens
      prefilledTokens: request.promptTokens.length - 1, // the last one is read by the first decoding step
    });
  });

  test("a prompt that nobody waits for any more is not read on; those beside it are, to the same bits", async () => {
    const long = (seed: number, length: number): TokenSampleRequest => ({
      ...requestOf(seed),
      promptTokens: Array.from({ length }, (_, i) => (i * seed) % 70),
    });
    const [gone, stays, shorter] = [long(3, 321), long(7, 225), long(11, 97)];
    const want = await Promise.all([stays, shorter].map((request) => makeSampler(1).sample(request)));
    const sampler = makeSampler(8);
    const left = new AbortController();
    const given = sampler.sample(gone, { signal: left.signal }).catch(() => "given up");
    const others = Promise.all([stays, shorter].map((request) => sampler.sample(request)));
    while (sampler.counters.prefilledTokens === 0) await new Promise((resolve) => setImmediate(resolve));
    left.abort(new Error("left"));
    expect(await given).toBe("given up");
    expect(await others).toEqual(want);
    expect(sampler.counters.prefilledTokens).toBe(32 + 224 + 96); // a chunk of it, and the others whole
  });

  test.each([
    [{ promptTokens: [] }, "at least one token"],
    [{ promptTokens: [70] }, "prompt token 70 must be in 0 to 69"],
    [{ maxTokens: 400 }, "must fit in the model's 400 positions"],
    [{ temperature: -1 }, "temperature must be >= 0"],
    [{ topP: 0 }, "topP must be in (0, 1]"],
    [{ n: 0 }, "n must be a whole number >= 1"],
  ])("refuses %o", async (changes, message) => {
    await expect(makeSampler(1).sample(requestOf(1, changes))).rejects.toThrow(message);
  });

  test("may use every position of the model", async () => {
    const promptTokens = Array.from({ length: 390 }, (_, i) => i % 70);
    const [sample] = await makeSampler(1).sample(requestOf(1, { promptTokens, maxTokens: 10, stopIds: [] }));
    expect(sample?.tokens).toHaveLength(10);
  });
});
