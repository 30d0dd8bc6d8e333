import {
  closeSync,
  ftruncateSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openModels, plan } from "../../src/cli/index.ts";
import { loadRunConfig } from "../../src/cli/config/load-run-config.ts";
import { modelConfigJson, type ModelConfig } from "../../src/engine/index.ts";
import { parameterTable } from "../../src/engine/model/index.ts";
import { writeSmallModel } from "../small-model.ts";

const folder = join(import.meta.dirname, "../../examples/clusters");
const recipes = globSync("{llama,mistral}*.yaml", { cwd: folder });
const root = mkdtempSync(join(tmpdir(), "rise-recipes-"));
const models: Readonly<Record<string, ModelConfig>> = {
  "llama-3-8b": sizes({ vocabSize: 128_256, ropeTheta: 500_000, maxPositions: 8192 }),
  "mistral-7b": sizes({ vocabSize: 32_000, ropeTheta: 1_000_000, maxPositions: 32_768 }),
};
const parameters: Readonly<Record<string, number>> = { "llama-3-8b": 8_030_261_248, "mistral-7b": 7_241_732_096 }; // published

function sizes(own: Pick<ModelConfig, "vocabSize" | "ropeTheta" | "maxPositions">): ModelConfig {
  const shared = { hiddenSize: 4096, layers: 32, heads: 32, kvHeads: 8, headDim: 128, intermediateSize: 14_336 };
  return { ...shared, ...own, rmsNormEps: 1e-5, tieEmbeddings: false };
}

/** A model folder of the real size that takes no room: its weights are a hole in a file. */
function writeHollowModel(folder: string, config: ModelConfig): void {
  writeSmallModel(folder);
  writeFileSync(join(folder, "config.json"), JSON.stringify(modelConfigJson(config, [1])));
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const { name, shape } of parameterTable(config)) {
    const begin = end;
    end += 2 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: "BF16", shape, data_offsets: [begin, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(join(folder, "model.safetensors"), "w");
  writeSync(file, Buffer.concat([length, json]));
  ftruncateSync(file, 8 + json.length + end);
  closeSync(file);
}

beforeAll(() => {
  for (const [name, config] of Object.entries(models)) writeHollowModel(join(root, name), config);
  mkdirSync(join(root, "gsm8k"));
  for (const [split, first] of [
    ["train", 0],
    ["test", 500],
  ] as const) {
    const rows = Array.from({ length: 40 }, (_, i) => ({
      question: `What is ${first + i} + 4?`,
      answer: `#### ${first + i + 4}`,
    }));
    writeFileSync(join(root, "gsm8k", `gsm8k_${split}.jsonl`), rows.map((row) => JSON.stringify(row)).join("\n"));
  }
});
afterAll(() => rmSync(root, { recursive: true }));

test("there are recipes for both models, on one node and on two", () => {
  expect(recipes.toSorted()).toEqual([
    "llama-3-8b-one-node.yaml",
    "llama-3-8b-two-nodes.yaml",
    "mistral-7b-one-node.yaml",
    "mistral-7b-two-nodes.yaml",
  ]);
});

test.each(recipes.map((file) => basename(file)))("rise plan takes %s", async (recipe) => {
  const config = join(folder, recipe);
  const { model, trainer, rollouts } = loadRunConfig({ config });
  expect(trainer).toMatchObject({ by: "accelerate", nodes: recipe.includes("two-nodes") ? 2 : 1 });
  const name = basename(model);
  expect(rollouts?.swap.by).toBe("vllm-disk");
  const set = [`model=${join(root, name)}`, `task.folder=${join(root, "gsm8k")}`];
  const { worst, disk } = await plan({ config, set, probes: false, openModels, out: join(root, "run") });
  expect(worst.trainings[0]?.steps).toBeGreaterThan(0);
  expect(disk.modelBytes).toBe(4 * (parameters[name] ?? NaN)); // float32
});
