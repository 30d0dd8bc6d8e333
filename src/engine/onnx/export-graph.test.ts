import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, describe, expect, test } from "vitest";
import { rowLogits } from "../../../test/float64-decoder.ts";
import { findPython, runPython } from "../../../test/python.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import { writeOnnx } from "../checkpoint/index.ts";
import type { ModelConfig } from "../model/index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-onnx-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Larger than tiny, so that its weights lie in the file beside. */
const config: ModelConfig = { ...tinyConfig, vocabSize: 600 };
const int64 = (rows: readonly (readonly number[])[]): Tensor =>
  new Tensor("int64", BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]?.length ?? 0]);

/** An exported model as a user runs it: with ONNX Runtime alone, from the file. */
class Exported {
  readonly #session: InferenceSession;
  readonly #layers: number;
  constructor(session: InferenceSession, layers: number) {
    this.#session = session;
    this.#layers = layers;
  }

  static async open(name: string, model: ModelConfig, seed = 3): Promise<Exported> {
    const weights = wildWeights(model, seed);
    const companions = new Map([
      ["config.json", "{}"],
      ["chat_template.jinja", "{{ messages }}"],
    ]);
    writeOnnx(join(root, name), { config: model, weights, companions });
    return new Exported(await InferenceSession.create(join(root, name, "onnx", "model.onnx")), model.layers);
  }

  async run(ids: number[][], mask: number[][], positions: number[][], past: Record<string, Tensor>) {
    const feeds = { input_ids: int64(ids), attention_mask: int64(mask), position_ids: int64(positions), ...past };
    const results = await this.#session.run(feeds);
    const logits = results["logits"];
    const next = Object.fromEntries(
      Object.entries(results).flatMap(([name, tensor]) =>
        name === "logits" ? [] : [[name.replace("present", "past_key_values"), tensor]],
      ),
    );
    return { logits, next };
  }

  empty(rows: number, { kvHeads, headDim }: ModelConfig): Record<string, Tensor> {
    const names = Array.from({ length: this.#layers }, (_, i) => ["key", "value"].map((part) => `past_key_values.${i}.${part}`)); // prettier-ignore
    return Object.fromEntries(
      names.flat().map((name) => [name, new Tensor("float32", new Float32Array(), [rows, kvHeads, 0, headDim])]),
    );
  }
}

const tokens = [1, 590, 2, 7, 333, 9, 10, 4, 500];
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const ones = (n: number): number[] => Array.from({ length: n }, () => 1);
const rowOf = (logits: Tensor | undefined, row: number): number[] => {
  const width = logits?.dims.at(-1) ?? 0;
  const elements = (logits?.data ?? []) as Float32Array; // a float32 output
  return Array.from(elements.subarray(row * width, (row + 1) * width));
};
const expectClose = (got: readonly number[], want: readonly number[] | undefined): void => {
  expect(got.length).toBe(want?.length);
  for (const [i, x] of got.entries()) expect(x).toBeCloseTo(want?.[i] ?? Number.NaN, 3);
};
const weights64 = (model: ModelConfig) =>
  new Map([...wildWeights(model, 3)].map(([name, elements]) => [name, Float64Array.from(elements)]));

describe.each([
  ["tied", config],
  ["own-head", { ...config, tieEmbeddings: false, queryKeyValueBias: true, queryKeyNorm: true }],
  ["window", { ...config, window: { tokens: 3, layers: [1] } }],
])("an exported model (%s) computes the engine's logits", (name, model) => {
  const want = rowLogits(model, weights64(model), tokens);

  test("all at once, and token by token from its own cache", async () => {
    const exported = await Exported.open(name, model);
    const whole = await exported.run([tokens], [ones(9)], [upTo(9)], exported.empty(1, model));
    expect(whole.logits?.dims).toEqual([1, 9, 600]);
    for (const [t, row] of want.entries()) expectClose(rowOf(whole.logits, t), row);
    let { next } = await exported.run([tokens.slice(0, 4)], [ones(4)], [upTo(4)], exported.empty(1, model));
    for (let t = 4; t < 9; t++) {
      const step = await exported.run([[tokens[t] ?? 0]], [ones(t + 1)], [[t]], next);
      expectClose(rowOf(step.logits, 0), want[t]);
      next = step.next;
    }
  });

  test("with padding before a shorter sequence of a batch", async () => {
    const exported = await Exported.open(name, model);
    const short = tokens.slice(0, 5);
    const ids = [tokens, [0, 0, 0, 0, ...short]];
    const mask = [ones(9), [0, 0, 0, 0, ...ones(5)]];
    const { logits } = await exported.run(ids, mask, [upTo(9), [1, 1, 1, 1, ...upTo(5)]], exported.empty(2, model));
    for (let t = 0; t < 9; t++) expectClose(rowOf(logits, t), want[t]);
    for (let t = 0; t < 5; t++) expectClose(rowOf(logits, 9 + 4 + t), want[t]);
  });
});

test("its weights lie in a file beside, and its JSON files tell transformers.js what it asks", async () => {
  await Exported.open("beside", config);
  const settings = JSON.parse(readFileSync(join(root, "beside", "config.json"), "utf8")) as Record<string, object>;
  expect(settings["transformers.js_config"]).toEqual({ dtype: "fp32", use_external_data_format: { "model.onnx": 1 } });
  const tokenizer = JSON.parse(readFileSync(join(root, "beside", "tokenizer_config.json"), "utf8")) as object;
  expect(tokenizer).toEqual({ chat_template: "{{ messages }}" }); // where alone transformers.js looks for it
  const embedding = wildWeights(config, 3).get("model.embed_tokens.weight") ?? new Float32Array();
  const data = readFileSync(join(root, "beside", "onnx", "model.onnx_data"));
  expect(data.subarray(0, embedding.byteLength).equals(Buffer.from(embedding.buffer))).toBe(true);
});

const python = findPython("onnxruntime", "numpy");
const script = `
import json, sys, numpy, onnxruntime
folder, layers, kv_heads, head_dim, tokens = sys.argv[1], *map(int, sys.argv[2:5]), json.loads(sys.argv[5])
session = onnxruntime.InferenceSession(folder + "/onnx/model.onnx", providers=["CPUExecutionProvider"])
past = {f"past_key_values.{i}.{part}": numpy.zeros((1, kv_heads, 0, head_dim), numpy.float32) for i in range(layers) for part in ("key", "value")}
names = [output.name for output in session.get_outputs()]
rows = []
for chunk in (tokens[:4], *([token] for token in tokens[4:])):
    seen = past["past_key_values.0.key"].shape[2]
    ids, positions = numpy.array([chunk]), numpy.arange(seen, seen + len(chunk))[None]
    mask = numpy.ones((1, seen + len(chunk)), numpy.int64)
    found = dict(zip(names, session.run(None, {"input_ids": ids, "attention_mask": mask, "position_ids": positions, **past})))
    rows += found["logits"][0].tolist()
    past = {name.replace("present", "past_key_values"): value for name, value in found.items() if name != "logits"}
print(json.dumps(rows))`;
test.skipIf(python.command === undefined)(
  `Python's onnxruntime computes the same from the same files ${python.note}`,
  async () => {
    await Exported.open("python", config);
    const sizes = [config.layers, config.kvHeads, config.headDim].map(String);
    const rows = runPython(python, script, join(root, "python"), ...sizes, JSON.stringify(tokens)) as number[][]; // as printed
    for (const [t, want] of rowLogits(config, weights64(config), tokens).entries()) expectClose(rows[t] ?? [], want);
  },
);
