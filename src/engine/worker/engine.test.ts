import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CheckpointError, modelConfigJson } from "../checkpoint/index.ts";
import { SampleRequestError } from "../decoding/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { BUILT_IN_CHAT_TEMPLATE, BUILT_IN_SPECIAL_TOKENS, TokenizerError, trainTokenizer } from "../tokens/index.ts";
import type { WeightedRow } from "../training/index.ts";
import { RowError } from "../training/index.ts";
import { Lane } from "./lane.ts";
import { Engine, EngineError } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-engine-"));
afterAll(() => rmSync(folder, { recursive: true }));

const config: ModelConfig = {
  hiddenSize: 32,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  intermediateSize: 48,
  vocabSize: 300,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 128,
};
const companions = new Map([
  ["config.json", JSON.stringify(modelConfigJson(config, [1]))],
  ["tokenizer.json", JSON.stringify(trainTokenizer([], { vocabSize: 300, specialTokens: BUILT_IN_SPECIAL_TOKENS }))],
  ["chat_template.jinja", BUILT_IN_CHAT_TEMPLATE],
]);
const source = { config, companions, seed: 1 };
const open = (threads = 1): Promise<Engine> => Engine.open(source, { threads });

const request = { promptTokens: [3, 70, 80], n: 2, temperature: 1, topP: 1, maxTokens: 8, stopIds: [1], seed: 4 };
const rows: WeightedRow[] = [{ id: "a", tokens: [3, 70, 80, 90, 1], weights: [0, 0, 0, 0.5, 0.5] }];
const step = { learningRate: 0.01 };

describe.each([1, 2])("an engine of %i threads", (threads) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await open(threads);
  });
  afterAll(() => engine.close());

  test("samples beside a busy event loop, and knows sizes and tokens", async () => {
    const samples = await Promise.all([engine.sample(request), engine.sample(request)]);
    expect(samples[0]).toEqual(samples[1]);
    expect(engine.config).toEqual(config);
    expect(engine.tokens.chat?.render([{ role: "user", content: "hi" }], { addGenerationPrompt: true })[0]).toBe(3);
  });

  test("tells of tokens as they are sampled, the same that it gives in the end", async () => {
    const told: number[][] = [[], []];
    const onToken = (token: number, index: number) => void told[index]?.push(token);
    const samples = await engine.sample(
      { ...request, stopIds: [] },
      { onToken: (...it) => onToken(...it) as undefined },
    );
    for (const [i, { tokens }] of samples.entries()) {
      expect(told[i]?.length).toBeGreaterThan(0);
      expect(tokens.slice(0, told[i]?.length)).toEqual(told[i]);
    }
  });

  test("a sample that is enough ends there, cut off; the others go on as they would", async () => {
    const long = { ...request, stopIds: [], maxTokens: 100 };
    const whole = await engine.sample(long);
    const onToken = (_: number, index: number) => (index === 0 ? "enough" : undefined);
    const [first, second] = await engine.sample(long, { onToken });
    expect(first?.stop).toBe("length");
    expect(first?.tokens.length).toBeLessThan(100);
    expect(whole[0]?.tokens.slice(0, first?.tokens.length)).toEqual(first?.tokens);
    expect(second).toEqual(whole[1]);
  });

  test("samples that are given up end at once, waiting or under way, and disturb nobody", async () => {
    const long = { ...request, n: 3, stopIds: [], maxTokens: 120 };
    const before = await engine.counters();
    const gone = new AbortController();
    const given = Array.from({ length: 60 }, () => engine.sample(long, { signal: gone.signal }));
    const beside = engine.sample(request);
    const settled = Promise.allSettled(given);
    gone.abort(new Error("the client left"));
    for (const one of await settled)
      expect(one).toMatchObject({ status: "rejected", reason: { message: "the client left" } });
    expect(await beside).toEqual(await engine.sample(request));
    const after = await engine.counters();
    expect(after.generatedTokens - before.generatedTokens).toBeLessThan(60 * 3 * 120 * 0.5);
    await expect(engine.sample(long, { signal: gone.signal })).rejects.toThrow("the client left");
  });

  test("samples from the weights as the calls before left them: training changes them, at once", async () => {
    const before = engine.sample(request);
    const [digest, trained] = [engine.digest(), engine.forwardBackward(rows)];
    const stepped = engine.optimStep({ learningRate: 0.5 });
    const after = engine.sample(request);
    expect(await after).not.toEqual(await before);
    expect((await trained).loss).toBeGreaterThan(0);
    expect((await stepped).gradNorm).toBeGreaterThan(0);
    expect(await engine.digest()).not.toBe(await digest);
  });

  test("scores what it samples as it sampled it, trained or not", async () => {
    for (const { tokens, logprobs } of await engine.sample(request)) {
      const [scored = []] = await engine.logprobs([{ id: "x", tokens: [...request.promptTokens, ...tokens] }]);
      for (const [i, logprob] of logprobs.entries()) expect(scored[i + 2]).toBeCloseTo(logprob, 4);
    }
  });

  test("counts tokens and time", async () => {
    const counters = await engine.counters();
    expect(counters.generatedTokens).toBeGreaterThan(4);
    expect(counters.trainedTokens).toBe(5); // one row
    expect(counters.trainSeconds).toBeGreaterThan(0);
    expect(counters.sampleSeconds).toBeGreaterThan(0);
  });

  test("hands errors over with class and message, and works on", async () => {
    const tooLong = engine.sample({ ...request, maxTokens: 500 });
    await expect(tooLong).rejects.toBeInstanceOf(SampleRequestError);
    await expect(tooLong).rejects.toThrow("must fit in the model's 128 positions");
    await expect(engine.forwardBackward([{ id: "bad", tokens: [1, 2], weights: [0, 0] }])).rejects.toBeInstanceOf(
      RowError,
    );
    await expect(engine.loadWeights(join(folder, "none"))).rejects.toBeInstanceOf(CheckpointError);
    expect(await engine.sample(request)).toHaveLength(2);
  });
});

describe.each([1, 2])("the state of an engine of %i threads", (threads) => {
  const weightsOf = (name: string): Buffer => readFileSync(join(folder, name, "model.safetensors"));

  test("saved, loaded and trained on gives the bytes of one that never stopped", async () => {
    const [one, other] = await Promise.all([open(threads), open(threads)]);
    await one.forwardBackward(rows);
    await one.optimStep(step);
    await one.saveState(join(folder, "half"));
    expect(await other.loadState(join(folder, "half"))).toBe(true);
    for (const [name, engine] of [
      ["one", one],
      ["other", other],
    ] as const) {
      // prettier-ignore
      await engine.forwardBackward(rows);
      await engine.optimStep(step);
      await engine.saveWeights(join(folder, name));
    }
    expect(weightsOf("one")).toEqual(weightsOf("other"));
    expect(weightsOf("one")).not.toEqual(weightsOf("half"));
    expect(await one.digest()).toBe(await other.digest());
    await other.loadWeights(join(folder, "half")); // the optimizer restarts
    await other.forwardBackward(rows);
    await other.optimStep(step);
    expect(await other.digest()).not.toBe(await one.digest());
    await Promise.all([one.close(), other.close()]);
  });

  test("that is missing or not complete is not loaded; one with a gradient under way is not saved", async () => {
    const engine = await open(threads);
    const digest = await engine.digest();
    expect(await engine.loadState(join(folder, "nowhere"))).toBe(false);
    await engine.saveWeights(join(folder, `weights-alone-${threads}`));
    expect(await engine.loadState(join(folder, `weights-alone-${threads}`))).toBe(false);
    expect(readdirSync(join(folder, `weights-alone-${threads}`))).not.toContain("optimizer.safetensors");
    expect(await engine.digest()).toBe(digest);
    await engine.forwardBackward(rows);
    await expect(engine.saveState(join(folder, "half-way"))).rejects.toThrow("must be saved after optimStep");
    await engine.close();
  });
});

test("a folder that is none, or has no tokenizer, is refused by class and name", async () => {
  await expect(Engine.open(join(folder, "none"))).rejects.toBeInstanceOf(CheckpointError);
  const bare = new Map([["config.json", companions.get("config.json") ?? ""]]);
  const engine = await Engine.open({ ...source, companions: bare }, { threads: 1 });
  expect(() => engine.tokens).toThrow(TokenizerError);
  await engine.close();
  await expect(engine.sample(request)).rejects.toBeInstanceOf(EngineError);
});

test("in a lane, shared tasks overlap; an exclusive one waits for those before and holds up those after", async () => {
  const lane = new Lane();
  const log: string[] = [];
  const task = (name: string) => async (): Promise<void> => {
    log.push(`+${name}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
    log.push(`-${name}`);
  };
  const failing = lane.exclude(() => Promise.reject(new Error("no")));
  await Promise.all([
    expect(failing).rejects.toThrow("no"),
    lane.share(task("a")),
    lane.share(task("b")),
    lane.exclude(task("X")),
    lane.share(task("c")),
    lane.exclude(task("Y")),
  ]);
  expect(log.join(" ")).toBe("+a +b -a -b +X -X +c -c +Y -Y");
});
