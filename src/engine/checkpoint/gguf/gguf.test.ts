import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CheckpointError, openFolder, readCheckpoint } from "../index.ts";
import { mergesOfScores } from "./merges.ts";

const root = mkdtempSync(join(tmpdir(), "rise-gguf-"));
afterAll(() => rmSync(root, { recursive: true }));

const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
type Meta = string | number | readonly string[] | readonly number[] | Buffer;

/** A value as GGUF writes it: numbers as u32, lists of texts and of u32; bytes as they are. */
function metaOf(value: Meta): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === "string") return Buffer.concat([u32(8), text(value)]);
  if (typeof value === "number") return Buffer.concat([u32(4), u32(value)]);
  const isTexts = typeof value[0] === "string";
  const items = value.map((item) => (typeof item === "string" ? text(item) : u32(item)));
  return Buffer.concat([u32(9), u32(isTexts ? 8 : 4), u64(value.length), ...items]);
}

const plain: Readonly<Record<string, Meta>> = {
  "general.architecture": "llama",
  "llama.block_count": 1,
  "llama.context_length": 64,
  "llama.embedding_length": 4,
  "llama.feed_forward_length": 4,
  "llama.attention.head_count": 1,
  "llama.attention.layer_norm_rms_epsilon": 1,
  "tokenizer.ggml.model": "gpt2",
  "tokenizer.ggml.tokens": ["a", "b", "ab"],
  "tokenizer.ggml.token_type": [1, 1, 1],
  "tokenizer.ggml.merges": ["a b"],
  "tokenizer.ggml.eos_token_id": 1,
};

/** A list that holds a list that holds a list ... */
function listsInLists(depth: number): Buffer {
  const inner = Array.from({ length: depth }, () => [u32(9), u64(1)]);
  return Buffer.concat([u32(9), ...inner.flat(), u32(4), u64(1), u32(1)]);
}

const square = [4, 4];
/** llama.cpp's shapes: the fastest dimension first. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  "token_embd.weight": [4, 3],
  "output_norm.weight": [4],
  "blk.0.attn_norm.weight": [4],
  "blk.0.ffn_norm.weight": [4],
  "blk.0.attn_q.weight": square,
  "blk.0.attn_k.weight": square,
  "blk.0.attn_v.weight": square,
  "blk.0.attn_output.weight": square,
  "blk.0.ffn_gate.weight": square,
  "blk.0.ffn_up.weight": square,
  "blk.0.ffn_down.weight": square,
};

/** What a tensor's entry of the header says instead of the truth. */
interface Lie {
  readonly type?: number;
  readonly offset?: number;
  readonly name?: string;
}

/** A GGUF file of a model of one layer; as f32 its elements count up from 0, tensor by tensor, in steps of 16. */
function written(name: string, changes: Readonly<Record<string, Meta>> = {}, lie: Lie = {}): string {
  const meta = Object.entries({ ...plain, ...changes }).map(([key, value]) =>
    Buffer.concat([text(key), metaOf(value)]),
  );
  const infos = Object.entries(shapes).map(([tensor, shape], i) => {
    const of = i === 3 ? lie : {};
    const place = [u32(of.type ?? 0), u64(of.offset ?? 64 * i)];
    return Buffer.concat([text(of.name ?? tensor), u32(shape.length), ...shape.map(u64), ...place]);
  });
  const head = Buffer.concat([Buffer.from("GGUF"), u32(3), u64(infos.length), u64(meta.length), ...meta, ...infos]);
  const padding = Buffer.alloc((32 - (head.length % 32)) % 32);
  const file = join(root, name);
  const elements = Float32Array.from({ length: 16 * infos.length }, (_, i) => i);
  writeFileSync(file, Buffer.concat([head, padding, Buffer.from(elements.buffer)]));
  return file;
}

describe("a GGUF file", () => {
  test("opens as a model folder does: sizes, weights by Hugging Face's names, tokens", () => {
    const { config, weights, companions } = readCheckpoint(written("plain.gguf"));
    expect(config).toMatchObject({ hiddenSize: 4, layers: 1, vocabSize: 3, tieEmbeddings: true, maxPositions: 64 });
    expect([...(weights.get("model.embed_tokens.weight") ?? [])]).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect([...(weights.get("model.norm.weight") ?? [])]).toEqual([16, 17, 18, 19]);
    // By hand: within the head, pairs side by side become first and second halves: rows 0, 2, 1, 3.
    const queries = weights.get("model.layers.0.self_attn.q_proj.weight") ?? [];
    expect([0, 4, 8, 12].map((at) => queries[at])).toEqual([64, 72, 68, 76]);
    expect(JSON.parse(companions.get("generation_config.json") ?? "")).toEqual({ eos_token_id: [1] });
    expect(companions.has("chat_template.jinja")).toBe(false);
  });

  test.each([
    [{ "general.architecture": "gemma3" }, 'general.architecture must be one of llama, qwen2, qwen3, got "gemma3"'],
    [{ "llama.expert_count": 8 }, "llama.expert_count must be absent, got 8"],
    [{ "llama.attention.sliding_window": 4096 }, "llama.attention.sliding_window must be absent"],
    [{ "llama.rope.dimension_count": 2 }, "llama.attention.value_length must be 2"],
    [{ "llama.rope.scaling.type": "longrope" }, "llama.rope.scaling.type must be none, linear or yarn"],
    [{ "tokenizer.ggml.pre": "tekken" }, "tokenizer.ggml.pre must be one of default, gpt-2, smollm"],
    [{ "tokenizer.ggml.model": "t5" }, 'tokenizer.ggml.model must be "gpt2" or "llama"'],
    [{ "llama.context_length": "long" }, 'llama.context_length must be a number, got "long"'],
  ])("with %o is refused by name", (changes, message) => {
    const file = written("refused.gguf", { "llama.attention.value_length": 4, ...changes });
    expect(() => openFolder(file)).toThrow(message);
    expect(() => openFolder(file)).toThrow(CheckpointError);
  });

  test.each([
    [{ "split.count": 3 }, "must hold a whole model, got one of 3 parts; join them with"],
    [{ "general.type": "adapter" }, 'must hold a whole model, got general.type "adapter"'],
    [{ "llama.block_count": 0 }, "llama.block_count must be a whole number >= 1, got 0"],
    [{ "llama.attention.head_count": 0 }, "llama.attention.head_count must be a whole number >= 1, got 0"],
    [{ "general.alignment": 12 }, "general.alignment must be a power of 2, got 12"],
    [
      { "tokenizer.ggml.tokens": ["a", "b"] },
      "tokenizer.ggml.tokens must be a list of 3, one for each row of token_embd",
    ],
    [{ "tokenizer.ggml.tokens": ["a", "b", "a"] }, 'tokenizer.ggml.tokens must be texts that differ, got "a" twice'],
    [{ "tokenizer.ggml.token_type": [1] }, "tokenizer.ggml.token_type must be a list of 3, one a token, got 1"],
    [{ "tokenizer.ggml.eos_token_id": 3 }, "tokenizer.ggml.eos_token_id must be a token's number, 0 to 2, got 3"],
    [{ "tokenizer.ggml.eos_token_id": "b" }, 'tokenizer.ggml.eos_token_id must be a token\'s number, 0 to 2, got "b"'],
    [{ "tokenizer.ggml.merges": ["ab"] }, 'tokenizer.ggml.merges must be pairs of tokens that together are a token, got "ab"'], // prettier-ignore
    [{ "tokenizer.ggml.merges": ["a x"] }, 'pairs of tokens that together are a token, got "a x"'],
    [{ "tokenizer.chat_template": ["a"] }, "tokenizer.chat_template must be a text, got a list of 1"],
    [{ "general.nested": listsInLists(100_000) }, "must have lists in at most 4 others, got more"],
  ])("whose metadata contradict themselves, or hold no whole model, is refused: %#", (changes, message) => {
    const file = written("lying.gguf", changes);
    expect(() => openFolder(file)).toThrow(message);
    expect(() => openFolder(file)).toThrow(CheckpointError);
  });

  test.each([
    [{ type: 10 }, "must be stored as F32, F16"],
    [{ type: 10 }, "got Q2_K"],
    [{ type: 31 }, "got Q4_0_4_4"],
    [{ offset: 0 }, "tensor blk.0.ffn_norm.weight must begin behind token_embd.weight"],
    [{ offset: 200 }, "tensor blk.0.ffn_norm.weight must begin at a multiple of 32"],
    [{ offset: 1e9 }, "it is truncated"],
    [{ name: "output_norm.weight" }, "tensor output_norm.weight must be there once, got it twice"],
  ])("one of whose tensors is not where or what it may be is refused: %o", (lie, message) => {
    const file = written("tensors.gguf", {}, lie);
    expect(() => openFolder(file)).toThrow(message);
    expect(() => openFolder(file)).toThrow(CheckpointError);
  });

  test.each([
    ["", "an empty file"],
    ["version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "a Git LFS pointer"],
    ["<!DOCTYPE html><title>404</title>", "a web page"],
    ['{"error":"Repository not found"}', "JSON, such as a server's error"],
    [`\u0010${"\0".repeat(7)}{"x":{}}`, "safetensors; give the folder that holds it"],
    ["PK\u0003\u0004", "a zip archive"],
    ["tjgg", "a file of llama.cpp's time before GGUF"],
    ["GGU", "another file; check the path"],
  ])("is no file that begins with %j: what it is, is said", (beginning, message) => {
    const file = join(root, "other.gguf");
    writeFileSync(file, beginning);
    expect(() => openFolder(file)).toThrow(`a model must be a folder or a GGUF file, got ${file}: ${message}`);
  });

  test("that is cut anywhere is refused as damaged, and never read", () => {
    const file = written("cut.gguf");
    for (let length = statSync(file).size - 1; length >= 4; length -= 13) {
      truncateSync(file, length);
      expect(() => openFolder(file)).toThrow(/damaged|truncated/);
    }
  });

  test("within a folder that holds nothing else is asked for by its own path", () => {
    writeFileSync(join(root, "config.json"), JSON.stringify({ architectures: ["LlamaForCausalLM"] }));
    written("inside.gguf");
    writeFileSync(
      join(root, "config.json"),
      JSON.stringify({ architectures: ["LlamaForCausalLM"], hidden_size: 4, num_attention_heads: 1, num_hidden_layers: 1, intermediate_size: 4, vocab_size: 3 }), // prettier-ignore
    );
    expect(() => openFolder(root)).toThrow("give that file itself as the model");
  });
});

test("merges of a vocabulary that has scores alone: every way to make a token, the best tokens first", () => {
  expect(mergesOfScores(["a", "b", "c", "ab", "bc", "abc"], [0, 0, 0, -2, -1, -3])).toEqual([
    ["b", "c"],
    ["a", "b"],
    ["ab", "c"], // of one score the longer left part first
    ["a", "bc"],
  ]);
});
