import { expect, test } from "vitest";
import type { ModelConfig } from "../model/index.ts";
import { modelConfigJson } from "../checkpoint/index.ts";
import { TrainingError, type WeightedRow } from "../training/index.ts";
import { crewSize } from "./crew-size.ts";
import { Engine } from "./index.ts";
import { Placement } from "./placement.ts";

const config: ModelConfig = {
  hiddenSize: 64,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 16,
  intermediateSize: 96,
  vocabSize: 100,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 256,
};
const companions = new Map([["config.json", JSON.stringify(modelConfigJson(config, [1]))]]);
const open = (threads: number): Promise<Engine> => Engine.open({ config, companions, seed: 3 }, { threads });

const tokensOf = (row: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (i * i * 7 + row * 13) % config.vocabSize);
const rows: readonly WeightedRow[] = Array.from({ length: 12 }, (_, row) => {
  const tokens = tokensOf(row, 30 + 10 * row);
  return { id: `${row}`, tokens, weights: tokens.map((_, i) => (i < 5 ? 0 : 0.01)) };
});

async function trained(threads: number) {
  const engine = await open(threads);
  const steps = [];
  for (let step = 0; step < 3; step++) {
    const { loss, lossTokens } = await engine.forwardBackward(rows);
    steps.push({ loss, lossTokens, ...(await engine.optimStep({ learningRate: 1e-3 })) });
  }
  const logprobs = (await engine.logprobs(rows)).flat();
  const digest = await engine.digest();
  await engine.close();
  return { steps, logprobs, digest };
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot(...a.map((x, i) => x - (b[i] ?? Number.NaN))) / Math.hypot(...b);

test("a crew trains as one worker does, but for the order in which gradients are added", async () => {
  const alone = await trained(1);
  const together = await trained(3);
  for (const figure of ["loss", "gradNorm", "lossTokens"] as const) {
    const of = ({ steps }: typeof alone): number[] => steps.map((step) => step[figure]);
    expect(distance(of(together), of(alone))).toBeLessThan(1e-6);
  }
  expect(distance(together.logprobs, alone.logprobs)).toBeLessThan(1e-5);
});

test("the same threads give the same bytes", async () => {
  const [one, other] = [await trained(2), await trained(2)];
  expect(other).toEqual(one);
});

test("samples do not depend on how many threads there are, or on who samples what", async () => {
  const requests = Array.from({ length: 12 }, (_, i) => ({
    promptTokens: tokensOf(i % 4, 20 + 15 * i),
    n: 1 + 3 * (i % 5),
    temperature: i % 3 === 0 ? 0 : 1,
    topP: 0.9,
    maxTokens: 20,
    stopIds: [1],
    seed: i,
  }));
  const sampled = async (threads: number, mixed: typeof requests) => {
    const engine = await open(threads);
    const samples = await Promise.all(mixed.map((request) => engine.sample(request)));
    await engine.close();
    return samples;
  };
  const want = await sampled(1, requests);
  expect(await sampled(2, requests)).toEqual(want);
  expect((await sampled(3, requests.toReversed())).toReversed()).toEqual(want);
});

test("what all threads refuse alike is one error of its class, and the engine works on", async () => {
  const engine = await open(2);
  const broken = [{ id: "x", tokens: [1, 2], weights: [0, Number.MAX_VALUE] }];
  await engine.forwardBackward(broken); // the gradient overflows
  const step = engine.optimStep({ learningRate: 1 });
  await expect(step).rejects.toThrow("the gradient's norm must be finite");
  await expect(step).rejects.toBeInstanceOf(TrainingError);
  await expect(engine.digest()).resolves.toHaveLength(64);
  await engine.close();
  await expect(engine.digest()).rejects.toThrow("the engine is closed");
});

test("as many workers as threads while their copies fit in 1 GiB, else fewer with several threads each", () => {
  expect(crewSize(config, 3)).toEqual({ workers: 3, threadsPerWorker: 1 });
  // by hand: 30,000 * 1,000 = 30 million parameters of 16 bytes: two copies in 2^30
  const wide = { ...config, hiddenSize: 1000, vocabSize: 30_000, layers: 1, intermediateSize: 1 };
  expect(crewSize(wide, 2)).toEqual({ workers: 2, threadsPerWorker: 1 });
  expect(crewSize(wide, 16)).toEqual({ workers: 2, threadsPerWorker: 8 });
  expect(crewSize({ ...wide, layers: 100, intermediateSize: 3000 }, 16)).toEqual({ workers: 1, threadsPerWorker: 16 });
});

const ask = (promptTokens: readonly number[], n = 1) => ({
  promptTokens,
  n,
  temperature: 1,
  topP: 1,
  maxTokens: 100,
  stopIds: [],
  seed: 1,
});

test("a prompt goes to an idle worker, else to the one that has read its beginning, unless that one is far behind", () => {
  const placement = new Placement(2, 64);
  const [first, second] = [tokensOf(1, 128), tokensOf(2, 128)];
  const [a] = placement.place(ask(first));
  const [b] = placement.place(ask(second));
  expect([a?.worker, b?.worker]).toEqual([0, 1]);
  const workers = Array.from({ length: 10 }, (_, i) => placement.place(ask([...second, i]))[0]?.worker);
  // by hand: 128 of 129 tokens are known to worker 1, worth 128 * 16 = 2048 tokens of load, and each request is 229
  expect(workers).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
});

test("many samples of one prompt are shared out while all workers have room, each index once", () => {
  const placement = new Placement(2, 64);
  const pieces = placement.place(ask(tokensOf(1, 10), 9));
  expect(pieces.map(({ worker, request }) => [worker, request.firstIndex, request.n])).toEqual([
    [0, 0, 5],
    [1, 5, 4],
  ]);
  for (const piece of pieces) placement.done(piece);
  expect(placement.place(ask(tokensOf(1, 10), 3))).toHaveLength(1);
  placement.place(ask(tokensOf(2, 10), 160));
  expect(placement.place(ask(tokensOf(3, 10), 16))).toHaveLength(1);
});
