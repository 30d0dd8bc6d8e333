import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readCheckpoint } from "../../engine/index.ts";
import { ConfigError, type StageContext } from "../../mdp/index.ts";
import { embeddedModels } from "../../policies/index.ts";
import { pretrain, type PretrainRun } from "./pretrain.ts";
import { pretrainSchema } from "./pretrain-schema.ts";

const root = mkdtempSync(join(tmpdir(), "rise-pretrain-"));
afterAll(() => rmSync(root, { recursive: true }));

const model = {
  hiddenSize: 16,
  layers: 1,
  heads: 2,
  kvHeads: 1,
  intermediateSize: 24,
  vocabSize: 300,
  maxPositions: 512,
};
const config = pretrainSchema.parse({
  task: { level: "easy", counts: { train: 48, validation: 4 } },
  model,
  train: { epochs: 1, batchExamples: 8, learningRate: 0.01, saveEverySteps: 2 },
  mdp: { introspection: "neutral", maxTokens: 8 },
});

function runNamed(name: string, changes: Partial<PretrainRun["config"]> = {}): PretrainRun {
  const [out, work] = [join(root, name), join(root, `${name}.work`)];
  return { config: { ...config, ...changes }, out, work, models: embeddedModels({ model: out }, { threads: 1 }) };
}

const bytesOf = ({ out }: PretrainRun): Buffer => readFileSync(join(out, "model.safetensors"));

/** Interrupts at the nth event of training. */
function interruptedAt(step: number): StageContext {
  const controller = new AbortController();
  const onProgress: StageContext["onProgress"] = ({ stage, done }) => {
    if (stage === "train" && done === step) controller.abort(new Error("interrupted"));
  };
  return { onProgress, signal: controller.signal };
}

test("a pretrained model has the config's sizes, has learnt, and an interrupted run ends with the same bytes", async () => {
  const whole = runNamed("whole");
  const { training } = await pretrain(whole);
  expect(readCheckpoint(whole.out).config).toMatchObject(model);
  expect(training.losses.at(-1)).toBeLessThan(training.losses[0] ?? 0);
  const broken = runNamed("broken");
  await expect(pretrain(broken, interruptedAt(3))).rejects.toThrow("interrupted");
  await pretrain(broken);
  expect(bytesOf(broken).equals(bytesOf(whole))).toBe(true);
});

test("a model can be trained further, with its own tokenizer", async () => {
  const { model: _, ...further } = config;
  const run = { ...runNamed("further"), config: { ...further, from: join(root, "whole") } };
  await pretrain(run);
  const [before, after] = [join(root, "whole"), run.out].map((folder) => readCheckpoint(folder));
  expect(after?.companions.get("tokenizer.json")).toBe(before?.companions.get("tokenizer.json"));
  expect(bytesOf(run).equals(bytesOf(runNamed("whole")))).toBe(false);
});

test("a config with both a new model and one to go on from is refused", async () => {
  await expect(pretrain(runNamed("both", { from: "models/base" }))).rejects.toThrow(ConfigError);
});
