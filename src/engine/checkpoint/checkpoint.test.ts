import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../test/python.ts";
import type { ModelConfig } from "../model/index.ts";
import { initialise, parameterTable } from "../model/index.ts";
import { modelConfigJson, readCheckpoint, readOptimizerState, replaceFolder } from "./index.ts";
import { writeCheckpoint } from "./index.ts";
import type { Checkpoint } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-checkpoint-"));
afterAll(() => rmSync(root, { recursive: true }));
const path = (...names: string[]): string => join(root, ...names);

const config: ModelConfig = {
  hiddenSize: 16,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 4,
  intermediateSize: 24,
  vocabSize: 33,
  ropeTheta: 5000,
  rmsNormEps: 1e-5,
  tieEmbeddings: false,
  maxPositions: 64,
};

function checkpointOf(changes: Partial<ModelConfig> = {}, seed = 1): Checkpoint {
  const changed = { ...config, ...changes };
  const companions = new Map([["config.json", JSON.stringify(modelConfigJson(changed, [2]))]]);
  return { config: changed, weights: initialise(changed, seed), companions };
}

describe("a model folder", () => {
  test.each([{ tieEmbeddings: true }, { tieEmbeddings: false }])("gives back what was written, %o", (changes) => {
    const written = checkpointOf(changes);
    writeCheckpoint(path("plain"), written);
    const read = readCheckpoint(path("plain"));
    expect(read.config).toEqual(written.config);
    expect([...read.weights]).toEqual([...written.weights]);
    expect(readdirSync(path("plain")).sort()).toEqual(["config.json", "model.safetensors"]);
  });

  test("says F32 in config.json, whatever type it was read from", () => {
    const companions = new Map([["config.json", JSON.stringify({ ...modelConfigJson(config, [2]), torch_dtype: "bfloat16" })]]); // prettier-ignore
    writeCheckpoint(path("float"), { ...checkpointOf(), companions });
    expect(JSON.parse(readFileSync(path("float", "config.json"), "utf8"))).toMatchObject({ torch_dtype: "float32" });
  });

  test("that is none says so", () => {
    expect(() => readCheckpoint(path("nowhere"))).toThrow("must exist, found none");
    mkdirSync(path("empty"));
    expect(() => readCheckpoint(path("empty"))).toThrow("must hold config.json");
  });
});

describe("replacing a folder", () => {
  const write = (folder: string, seed: number): void => writeCheckpoint(folder, checkpointOf({}, seed));
  const seedOf = (folder: string): number =>
    [1, 2].find((seed) => {
      const [norm] = checkpointOf({}, seed).weights.values();
      const [read] = readCheckpoint(folder).weights.values();
      return norm?.[0] === read?.[0];
    }) ?? -1;

  test("that fails while writing leaves the old one and nothing else; the next save works", () => {
    const folder = path("failing");
    write(folder, 1);
    const failing = (writing: string): void => {
      writeFileSync(join(writing, "config.json"), "{");
      throw new Error("disk full");
    };
    expect(() => replaceFolder(folder, failing, () => true)).toThrow("disk full");
    expect(readdirSync(root).filter((name) => name.includes(".rise-"))).toEqual([]); // a full disk needs the room
    expect(seedOf(folder)).toBe(1);
    write(folder, 2);
    expect(seedOf(folder)).toBe(2);
  });

  test("killed between its two renames is undone by the next reader", () => {
    const folder = path("killed");
    write(folder, 1);
    renameSync(folder, path(".killed.rise-previous")); // the first rename happened, the second did not
    expect(seedOf(folder)).toBe(1);
  });

  test("killed before the old one was removed keeps the new one", () => {
    const folder = path("kept");
    write(folder, 2);
    write(path(".kept.rise-previous"), 1);
    expect(seedOf(folder)).toBe(2);
    expect(existsSync(path(".kept.rise-previous"))).toBe(false);
  });
});

test("a folder that holds no model is not replaced; what else lies in a model's folder is kept, a stale optimizer is not", () => {
  mkdirSync(path("thesis"));
  writeFileSync(path("thesis", "chapter.tex"), "text");
  expect(() => writeCheckpoint(path("thesis"), checkpointOf())).toThrow('holds "chapter.tex" and no config.json');
  expect(readdirSync(path("thesis"))).toEqual(["chapter.tex"]);
  writeCheckpoint(path("carded"), checkpointOf(), { optimizer: { step: 1, moments: new Map() } });
  writeFileSync(path("carded", "README.md"), "card");
  writeCheckpoint(path("carded"), checkpointOf({}, 2));
  expect(readdirSync(path("carded")).sort()).toEqual(["README.md", "config.json", "model.safetensors"]);
});

test("an optimizer's state comes back with its step; a folder without one has none; another model's is refused", () => {
  const checkpoint = checkpointOf();
  writeCheckpoint(path("state"), checkpoint);
  expect(readOptimizerState(path("state"), parameterTable(config))).toBeUndefined();
  writeCheckpoint(path("state"), checkpoint, { optimizer: { step: 0, moments: new Map() } });
  expect(readOptimizerState(path("state"), parameterTable(config))).toEqual({ step: 0, moments: new Map() });
  const moments = new Map([...checkpoint.weights].map(([name, data]) => [name, { first: data, second: data.map((x) => x * x) }])); // prettier-ignore
  writeCheckpoint(path("state"), checkpoint, { optimizer: { step: 17, moments } });
  expect(readOptimizerState(path("state"), parameterTable(config))).toEqual({ step: 17, moments });
  expect(() => readOptimizerState(path("state"), parameterTable({ ...config, vocabSize: 34 }))).toThrow(
    "belongs to another model",
  );
});

const python = findPython("transformers", "torch");
test.skipIf(python.command === undefined)(
  `transformers loads what we write, bit for bit ${python.note}`,
  () => {
    const script = `
import json, sys, torch, transformers
def read(folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    assert model.dtype == torch.float32, model.dtype
    assert type(model).__name__ == "LlamaForCausalLM"
    config = model.config
    return {"sums": {name: w.double().sum().item() for name, w in model.named_parameters()},
            "theta": config.rope_parameters["rope_theta"], "eos": config.eos_token_id,
            "heads": [config.num_attention_heads, config.num_key_value_heads, config.head_dim]}
print(json.dumps([read(folder) for folder in sys.argv[1:]]))`;
    const written = [checkpointOf({ tieEmbeddings: true }), checkpointOf({ tieEmbeddings: false })];
    const folders = written.map((checkpoint, i) => {
      writeCheckpoint(path(`torch${i}`), checkpoint);
      return path(`torch${i}`);
    });
    const read = runPython(python, script, ...folders) as { sums: Record<string, number> }[]; // as the script prints it
    for (const [i, { weights }] of written.entries()) {
      expect(read[i]).toMatchObject({ theta: 5000, eos: 2, heads: [4, 2, 4] });
      expect(Object.keys(read[i]?.sums ?? {}).sort()).toEqual([...weights.keys()].sort());
      for (const [name, data] of weights) {
        expect(read[i]?.sums[name]).toBeCloseTo(
          data.reduce((sum, x) => sum + x, 0),
          10,
        );
      }
    }
  },
  240_000,
);
