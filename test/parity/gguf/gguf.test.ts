import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCheckpoint, readSafetensors } from "../../../src/engine/checkpoint/index.ts";
import { openTokens } from "../../../src/engine/tokens/index.ts";
import { findPython, runPython } from "../../python.ts";

const python = findPython("transformers", "torch", "gguf");
const folder = mkdtempSync(join(tmpdir(), "rise-gguf-"));
afterAll(() => rmSync(folder, { recursive: true }));

const types = ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K"];
const cases = [
  ...types.map((type) => ({
    name: `llama-${type}`,
    architecture: "llama",
    type,
    pre: "llama-bpe",
    head: type === "F16",
  })),
  { name: "llama-smollm", architecture: "llama", type: "Q8_0", pre: "smollm", head: false },
  { name: "llama-spm", architecture: "llama", type: "Q8_0", pre: null, head: true },
  { name: "qwen2", architecture: "qwen2", type: "Q4_K", pre: "qwen2", head: false },
  { name: "qwen3", architecture: "qwen3", type: "Q6_K", pre: "qwen2", head: true },
];
const texts = [
  "hello world",
  "hello, world! It's 12 or 123 hellos.\n\nnew line",
  "<|start|>user\nhello<|end|><think>x</think>",
  "naïve 你好 🙂 \t tabs",
  "in the beginning   three spaces",
];

let theirs: readonly { readonly ids: readonly (readonly number[])[] }[] = [];
beforeAll(() => {
  if (python.command === undefined) return;
  const script = { file: join(import.meta.dirname, "make-gguf.py"), stdin: JSON.stringify({ cases, texts }) };
  theirs = runPython(python, script, folder) as typeof theirs; // as it prints them
}, 400_000);

describe.skipIf(python.command === undefined).each(cases)(`a GGUF file, $name ${python.note}`, ({ name }) => {
  test("has the weights that transformers' own loader reads of it, bit for bit", () => {
    const { weights } = readCheckpoint(join(folder, `${name}.gguf`));
    const { tensors } = readSafetensors(join(folder, `${name}.safetensors`));
    expect([...weights.keys()].toSorted()).toEqual([...tensors.keys()].toSorted());
    for (const [tensor, { data }] of tensors) {
      const ours = weights.get(tensor) ?? new Float32Array();
      const differs = data.findIndex((value, i) => value !== ours[i]);
      expect(differs < 0 ? [] : [tensor, differs, ours[differs], data[differs]]).toEqual([]);
    }
  });

  test("has the tokens that transformers makes of it, and its chat template", () => {
    const { companions } = readCheckpoint(join(folder, `${name}.gguf`));
    const { tokenizer, chat } = openTokens(companions);
    expect(texts.map((text) => tokenizer.encode(text))).toEqual(
      theirs[cases.findIndex((one) => one.name === name)]?.ids,
    );
    expect(chat?.renderText([{ role: "user", content: "hi" }], { addGenerationPrompt: false })).toBe(
      "user: hi<|end|>\n",
    );
  });
});
