import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BenchShape } from "../../src/cli/bench/shapes.ts";
import { findPython } from "../python.ts";
import type { LlamaCppRequest, LlamaCppSpeed } from "./llama-cpp-speed.ts";

/** Why llama.cpp cannot be measured, and what to do about it; undefined where it can. */
export function whyNoLlamaCpp({ config }: BenchShape): string | undefined {
  const folder = process.env["RISE_LLAMA_CPP"];
  if (folder === undefined || !existsSync(join(folder, "node_modules/node-llama-cpp"))) {
    return "run `npm install node-llama-cpp` in an empty folder and name the folder in RISE_LLAMA_CPP";
  }
  const python = findPython("gguf");
  if (python.command === undefined) return `it needs Python's gguf to write a model ${python.note}`;
  return config.vocabSize < 512 ? "its tokenizer needs a vocabulary of at least 512" : undefined;
}

/** How fast llama.cpp, in float32, generates with a model of this shape. */
export function llamaCppSpeeds({ config, decode }: BenchShape, threads: number): readonly LlamaCppSpeed[] {
  const folder = mkdtempSync(join(tmpdir(), "rise-llama-cpp-"));
  try {
    const modelPath = join(folder, "model.gguf");
    const python = findPython("gguf").command ?? "python3";
    output(python, join(import.meta.dirname, "write-gguf.py"), { path: modelPath, config: transformersConfig(config) });
    const installation = process.env["RISE_LLAMA_CPP"] ?? "";
    const { vocabSize } = config;
    const request: LlamaCppRequest = { installation, modelPath, threads, vocabSize, ...decode };
    const printed = output(process.execPath, join(import.meta.dirname, "llama-cpp-speed.ts"), request);
    return JSON.parse(printed) as readonly LlamaCppSpeed[]; // the program's contract
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A model's sizes by the names of transformers. */
export function transformersConfig(config: BenchShape["config"]): Readonly<Record<string, number | boolean>> {
  return {
    hidden_size: config.hiddenSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    intermediate_size: config.intermediateSize,
    vocab_size: config.vocabSize,
    max_position_embeddings: config.maxPositions,
    tie_word_embeddings: config.tieEmbeddings,
  };
}

/** Runs a program on one JSON argument. */
export function output(command: string, script: string, request: object): string {
  const { status, stdout, stderr } = spawnSync(command, [script, JSON.stringify(request)], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} failed: ${stderr}`);
  return stdout;
}
