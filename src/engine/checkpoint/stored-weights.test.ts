import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../test/python.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import type { ModelConfig } from "../model/index.ts";
import { initialise, parameterCount, parameterTable } from "../model/index.ts";
import type { Checkpoint } from "./index.ts";
import {
  modelConfigJson,
  openFolder,
  readCheckpoint,
  readSafetensors,
  writeCheckpoint,
  writeSafetensors,
} from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-weights-"));
afterAll(() => rmSync(root, { recursive: true }));

const index = "model.safetensors.index.json";
const config: ModelConfig = { ...tinyConfig, tieEmbeddings: false };
const checkpointOf = (config: ModelConfig): Checkpoint => ({
  config,
  weights: wildWeights(config, 1),
  companions: new Map([["config.json", JSON.stringify(modelConfigJson(config, [2]))]]),
});
const checkpoint = checkpointOf(config);

let folders = 0;
/** A fresh folder of the tiny model; 4 kB in all. */
function written(maxShardBytes = 2000): string {
  const folder = join(root, `model-${++folders}`);
  writeCheckpoint(folder, checkpoint, { maxShardBytes });
  return folder;
}
const shardsOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".safetensors"))
    .sort();

describe("a model larger than a shard", () => {
  test("is written in shards that keep to the limit, with an index, and reads like one in a single file", () => {
    const folder = written();
    const shards = shardsOf(folder);
    const count = String(shards.length).padStart(5, "0");
    expect(shards[0]).toBe(`model-00001-of-${count}.safetensors`);
    expect(shards.length).toBeGreaterThan(3);
    for (const shard of shards) {
      const { tensors } = readSafetensors(join(folder, shard));
      const bytes = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
      expect(tensors.size === 1 || bytes <= 2000).toBe(true);
    }
    const { metadata, weight_map } = JSON.parse(readFileSync(join(folder, index), "utf8"));
    expect(metadata).toEqual({ total_size: 4 * parameterCount(config) });
    expect(Object.keys(weight_map)).toEqual(parameterTable(config).map(({ name }) => name));
    expect([...readCheckpoint(folder).weights]).toEqual([...checkpoint.weights]);
  });

  test("leaves none of its shards behind when a smaller one takes its place, nor the other way round", () => {
    const folder = written();
    writeCheckpoint(folder, checkpoint);
    expect(readdirSync(folder).sort()).toEqual(["config.json", "model.safetensors"]);
    writeCheckpoint(folder, checkpoint, { maxShardBytes: 2000 });
    expect(readdirSync(folder)).not.toContain("model.safetensors");
    expect([...readCheckpoint(folder).weights]).toEqual([...checkpoint.weights]);
  });

  const damages: readonly (readonly [string, (folder: string, shard: string) => void, string])[] = [
    ["missing", (folder, shard) => rmSync(join(folder, shard)), "download the missing shard"],
    ["cut short", (folder, shard) => truncateSync(join(folder, shard), statSync(join(folder, shard)).size - 4), "it is truncated"],
    ["empty", (folder, shard) => truncateSync(join(folder, shard), 0), "must begin with an 8-byte header length"],
    ["another one's copy", (folder, shard) => copyFileSync(join(folder, shardsOf(folder)[1] ?? ""), join(folder, shard)), "must be in one file"],
  ]; // prettier-ignore
  test.each(damages)("with a shard that is %s is refused, and the shard is named", (_, damage, message) => {
    const folder = written();
    const [shard = ""] = shardsOf(folder);
    damage(folder, shard);
    expect(() => openFolder(folder)).toThrow(message);
    expect(() => openFolder(folder)).toThrow(shard);
  });

  test.each(["../a.safetensors", "/etc/a.safetensors", "..\\a.safetensors", "a.bin", 3])(
    "with an index that names the shard %j is refused: it would lead out of the folder",
    (name) => {
      const folder = written();
      writeFileSync(join(folder, index), JSON.stringify({ weight_map: { w: name } }));
      expect(() => openFolder(folder)).toThrow(`of its own folder, got ${JSON.stringify(name)}`);
    },
  );

  test("with an index that is none is refused", () => {
    const folder = written();
    writeFileSync(join(folder, index), JSON.stringify({ weights: {} }));
    expect(() => openFolder(folder)).toThrow(`${index} must have a weight_map`);
  });
});

describe("a folder whose weights do not fit its config.json", () => {
  const withConfig = (changes: Partial<ModelConfig>, base = config): string => {
    const folder = join(root, `model-${++folders}`);
    writeCheckpoint(folder, checkpointOf(base));
    writeFileSync(join(folder, "config.json"), JSON.stringify(modelConfigJson({ ...base, ...changes }, [2])));
    return folder;
  };

  test("is refused before a weight is read, by the tensor's name", () => {
    const missing = withConfig({ tieEmbeddings: false }, { ...config, tieEmbeddings: true });
    expect(() => openFolder(missing)).toThrow('lm_head.weight (or "tie_word_embeddings": true');
    const fewer = withConfig({ layers: 1 });
    expect(() => openFolder(fewer)).toThrow(
      '"model.layers.1.input_layernorm.weight", which config.json does not account',
    );
    const other = withConfig({ vocabSize: 12 });
    expect(() => openFolder(other)).toThrow("must have shape [12, 8] by config.json, got [11, 8]");
  });

  test("may hold the embedding again as the head of a tied model, and rotary frequencies: they are not read", () => {
    const folder = withConfig({ tieEmbeddings: true });
    const file = join(folder, "model.safetensors");
    const { tensors } = readSafetensors(file);
    const frequencies = { shape: [2], data: Float32Array.of(1, 0.01) };
    const embedding = tensors.get("model.embed_tokens.weight") ?? frequencies;
    const more = [
      ["model.layers.0.self_attn.rotary_emb.inv_freq", frequencies],
      ["lm_head.weight", embedding],
    ] as const;
    writeSafetensors(file, new Map([...tensors, ...more]), {});
    const read = readCheckpoint(folder);
    expect(read.weights.size).toBe(checkpoint.weights.size - 1);
    expect(read.config.tieEmbeddings).toBe(true);
  });
});

describe("a head that differs from the embedding, in a folder that says that they are tied,", () => {
  const folder = join(root, "own-head");
  const headOf = (weights: Checkpoint["weights"]): number[] => [...(weights.get("lm_head.weight") ?? [])];

  test.each([2000, 1e9])("is used, and what is written of it says so (shards of %i bytes)", (maxShardBytes) => {
    rmSync(folder, { recursive: true, force: true });
    writeCheckpoint(folder, checkpoint, { maxShardBytes });
    writeFileSync(
      join(folder, "config.json"),
      JSON.stringify(modelConfigJson({ ...config, tieEmbeddings: true }, [2])),
    );
    const read = readCheckpoint(folder);
    expect(headOf(read.weights)).toEqual(headOf(checkpoint.weights));
    expect(read.config.tieEmbeddings).toBe(false);
    expect(JSON.parse(read.companions.get("config.json") ?? "")).toMatchObject({ tie_word_embeddings: false });
  });

  const python = findPython("transformers", "torch");
  test.skipIf(python.command === undefined)(`is the one that transformers uses ${python.note}`, () => {
    const script = `
import json, sys, transformers
model = transformers.AutoModelForCausalLM.from_pretrained(sys.argv[1])
print(json.dumps(model.lm_head.weight.flatten().tolist()))`;
    expect(runPython(python, script, folder)).toEqual(headOf(checkpoint.weights));
  });
});

test("a folder that holds pickles alone is refused with the cure, and nothing of them is read", () => {
  const folder = written(Infinity);
  renameSync(join(folder, "model.safetensors"), join(folder, "pytorch_model.bin"));
  expect(() => openFolder(folder)).toThrow(
    /got pytorch_model\.bin; pickles can run code and are never read: .*safe_serialization=True/,
  );
});

/** Opens a folder in a process of its own: the bytes by which its memory grew while it read. */
function openingPeakBytes(folder: string): number {
  const script = `
    const { loadCheckpoint, openFolder } = await import(process.argv[1]);
    const opened = openFolder(process.argv[2]);
    const before = process.resourceUsage().maxRSS;
    const { weights } = loadCheckpoint(opened);
    console.log(1024 * (process.resourceUsage().maxRSS - before), weights.size);`;
  const module = new URL("./index.ts", import.meta.url).href;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script, module, folder], { encoding: "utf8" });
  const [bytes] = stdout.split(" ").map(Number);
  if (bytes === undefined || Number.isNaN(bytes)) throw new Error(stderr);
  return bytes;
} // prettier-ignore

test("opening takes the weights' own memory and no second copy, whatever type they are stored in", () => {
  const large: ModelConfig = {
    ...config,
    hiddenSize: 512,
    intermediateSize: 1024,
    vocabSize: 8000,
    tieEmbeddings: true,
  };
  const weights = initialise(large, 1);
  const weightBytes = 4 * parameterCount(large); // 26 MB, of which the embedding is 16 MB
  for (const storedType of ["F32", "BF16"] as const) {
    const folder = join(root, storedType);
    writeCheckpoint(
      folder,
      { ...checkpointOf(config), config: large, weights, companions: companionsOf(large) },
      { storedType },
    );
    expect(openFolder(folder).stored.types).toEqual([storedType]);
    expect(openingPeakBytes(folder)).toBeLessThan(weightBytes + 8e6);
  }
}, 60_000);

const companionsOf = (config: ModelConfig) => new Map([["config.json", JSON.stringify(modelConfigJson(config, [2]))]]);

const python = findPython("transformers", "torch");
test.skipIf(python.command === undefined)(
  `transformers loads our shards, F32 and BF16 ${python.note}`,
  () => {
    const script = `
import json, sys, transformers
read = lambda folder: transformers.AutoModelForCausalLM.from_pretrained(folder, dtype="auto")
models = [read(folder) for folder in sys.argv[1:]]
print(json.dumps([{"dtype": str(m.dtype), "embedding": m.model.embed_tokens.weight.float().flatten().tolist()} for m in models]))`;
    const [full, half] = [written(), join(root, "half")];
    writeCheckpoint(half, checkpoint, { maxShardBytes: 1000, storedType: "BF16" });
    const name = "model.embed_tokens.weight";
    const embedding = (folder: string): number[] => [...(readCheckpoint(folder).weights.get(name) ?? [])];
    expect(runPython(python, script, full, half)).toEqual([
      { dtype: "torch.float32", embedding: embedding(full) },
      { dtype: "torch.bfloat16", embedding: embedding(half) },
    ]);
  },
  240_000,
);
