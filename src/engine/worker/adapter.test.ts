import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import type { AdapterConfig } from "../adapter/index.ts";
import { AdapterError } from "../adapter/index.ts";
import { CheckpointError, readCheckpoint } from "../checkpoint/index.ts";
import type { WeightedRow } from "../training/index.ts";
import { Engine } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-adapter-"));
const base = join(root, "base");
beforeAll(() => writeSmallModel(base));
afterAll(() => rmSync(root, { recursive: true }));

const lora: AdapterConfig = {
  rank: 4,
  alpha: 8,
  targets: ["q_proj", "v_proj", "down_proj"],
  dropout: 0.2,
  rankStabilised: false,
  seed: 3,
};
const rows: WeightedRow[] = [
  { id: "a", tokens: [3, 70, 80, 90, 1], weights: [0, 0, 0, 0.5, 0.5] },
  { id: "b", tokens: [3, 71, 81, 91, 1], weights: [0, 0, 1, 0.5, 0.5] },
];
const request = { promptTokens: [3, 70, 80], n: 3, temperature: 1, topP: 1, maxTokens: 8, stopIds: [1], seed: 4 };

async function train(engine: Engine, steps: number): Promise<void> {
  for (let step = 0; step < steps; step++) {
    await engine.forwardBackward(rows);
    await engine.optimStep({ learningRate: 0.05 });
  }
}

describe.each([1, 2])("an engine of %i threads that trains an adapter", (threads) => {
  const name = (part: string): string => join(root, `${part}-${threads}`);
  const bytesOf = (folder: string): Buffer => readFileSync(join(folder, "adapter_model.safetensors"));

  test("samples, scores and saves what it has trained; the base model's folder and weights stay", async () => {
    const engine = await Engine.open(base, { threads, lora });
    const before = await engine.sample(request);
    await train(engine, 3);
    const samples = await engine.sample(request);
    expect(samples).not.toEqual(before);
    const scored = await engine.logprobs(
      samples.map(({ tokens }, i) => ({ id: `${i}`, tokens: [3, 70, 80, ...tokens] })),
    );
    for (const [i, { logprobs }] of samples.entries()) {
      for (const [j, logprob] of logprobs.entries()) expect(scored[i]?.[j + 2]).toBeCloseTo(logprob, 4);
    }
    await engine.saveWeights(name("adapter"));
    const digest = await engine.digest();
    await engine.close();
    const merged = await Engine.open(name("adapter"), { threads });
    expect(await merged.digest()).toBe(digest); // of base and adapter, not of the merged numbers, which threads may change
    expect(await merged.sample(request)).toEqual(samples);
    expect(merged.tokens.chat).toBeDefined(); // the base model's
    await merged.saveWeights(name("whole"));
    await train(merged, 1); // all weights
    expect(await merged.digest()).not.toBe(digest);
    await merged.close();
    const whole = await Engine.open(name("whole"), { threads });
    expect(await whole.sample(request)).toEqual(samples);
    await whole.close();
    expect([...readCheckpoint(name("whole")).weights.keys()]).toEqual([...readCheckpoint(base).weights.keys()]);
  });

  test("saved, loaded and trained on gives the bytes of one that never stopped, dropout and sampling between included", async () => {
    const [one, other] = await Promise.all([0, 1].map(() => Engine.open(base, { threads, lora })));
    if (one === undefined || other === undefined) throw new Error("two engines were opened");
    await train(one, 2);
    await one.saveState(name("state"), new Map([["note.txt", "n"]]));
    await train(one, 2);
    expect(await other.loadState(name("state"))).toBe(true);
    await other.sample(request);
    await train(other, 1);
    await other.sample(request);
    await other.forwardBackward(rows);
    await other.sample(request);
    await other.optimStep({ learningRate: 0.05 });
    await one.saveWeights(name("one"));
    await other.saveWeights(name("other"));
    expect(bytesOf(name("other"))).toEqual(bytesOf(name("one")));
    expect(bytesOf(name("other"))).not.toEqual(bytesOf(name("state")));
    expect(await one.digest()).toBe(await other.digest());
    await Promise.all([one.close(), other.close()]);
  });
});

describe("an adapter's folder", () => {
  const adapter = join(root, "known");
  const copy = (name: string): string => {
    const folder = join(root, name);
    cpSync(adapter, folder, { recursive: true });
    return folder;
  };
  const edit = (folder: string, change: object): void => {
    const file = join(folder, "adapter_config.json");
    const json = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(file, JSON.stringify({ ...json, ...change }));
    rmSync(join(folder, "SHA256SUMS"), { force: true }); // changed on purpose
  };
  const opening = (folder: string, options: object = {}): Promise<Engine> =>
    Engine.open(folder, { threads: 1, ...options });
  beforeAll(async () => {
    const engine = await opening(base, { lora });
    await train(engine, 2);
    await engine.saveWeights(adapter);
    await engine.close();
  });

  test("is trained further with its own settings, and refused with others", async () => {
    const engine = await opening(adapter, { lora: { ...lora, dropout: 0 } });
    await train(engine, 1);
    await engine.close();
    const refused = opening(adapter, { lora: { ...lora, rank: 8 } });
    await expect(refused).rejects.toBeInstanceOf(AdapterError);
    await expect(refused).rejects.toThrow("lora.rank must be that of the adapter");
  });

  test("names its base model's place from the folder, too", async () => {
    const moved = copy("moved");
    edit(moved, { base_model_name_or_path: "../base" });
    await (await opening(moved)).close();
  });

  test("names its base model as the hub does, which is then looked for among the models pulled", async () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const cached = join(root, "hub", "models--org--tiny");
    cpSync(base, join(cached, "snapshots", commit), { recursive: true });
    mkdirSync(join(cached, "refs"));
    writeFileSync(join(cached, "refs", "main"), commit);
    const named = copy("named");
    edit(named, { base_model_name_or_path: "org/tiny", revision: null });
    await expect(opening(named)).rejects.toThrow("npx rise-lm pull org/tiny");
    process.env["HF_HUB_CACHE"] = join(root, "hub");
    const engine = await opening(named);
    expect(await engine.sample(request)).toHaveLength(3);
    await engine.close();
    edit(named, { revision: "other" });
    await expect(opening(named)).rejects.toThrow("npx rise-lm pull org/tiny");
    delete process.env["HF_HUB_CACHE"];
  });

  test.each([
    [{ base_model_name_or_path: "gone/model" }, "was trained on the model in gone/model, but no model folder is there"],
    [{ base_model_name_or_path: null }, "base_model_name_or_path must name the base model's folder"],
    [{ peft_type: "IA3" }, 'peft_type must be "LORA", got "IA3"'],
    [{ use_dora: true }, "use_dora must be false, got true"],
    [{ modules_to_save: ["lm_head"] }, 'modules_to_save must be absent, got ["lm_head"]'],
    [{ rank_pattern: { q_proj: 2 } }, "rank_pattern must be absent"],
    [{ r: 8 }, "lora_A.weight of shape [8, 32], got [4, 32]"],
  ])("with %o is refused", async (change, message) => {
    const folder = copy("edited");
    edit(folder, change);
    const refused = opening(folder);
    await expect(refused).rejects.toBeInstanceOf(CheckpointError);
    await expect(refused).rejects.toThrow(message);
    rmSync(folder, { recursive: true });
  });

  test("is refused where the base model is no longer the one it was trained on", async () => {
    const kept = join(root, "kept");
    renameSync(base, kept);
    writeSmallModel(base, 2);
    const engine = await opening(adapter);
    await expect(engine.sample(request)).rejects.toThrow("was trained on the model with the digest");
    await engine.close();
    rmSync(base, { recursive: true });
    renameSync(kept, base);
  });
});

test("an adapter of a model that lies nowhere trains and samples, but is not saved: its folder could not name it", async () => {
  const checkpoint = readCheckpoint(base);
  const { config, companions } = checkpoint;
  const engine = await Engine.open({ config, companions, seed: 1 }, { threads: 1, lora });
  await train(engine, 1);
  await engine.sample(request);
  await train(engine, 1);
  const other = await Engine.open({ config, companions, seed: 1 }, { threads: 1, lora });
  await train(other, 2);
  expect(await other.digest()).toBe(await engine.digest()); // sampling between leaves nothing behind
  await expect(engine.saveWeights(join(root, "nowhere"))).rejects.toThrow("got a model in memory; write it first");
  await Promise.all([engine.close(), other.close()]);
  const refused = Engine.open(checkpoint, { threads: 1, lora });
  await expect(refused).rejects.toThrow("a model that can be read again, got weights");
});
