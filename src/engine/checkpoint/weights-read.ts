import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ModelConfig, Weights } from "../model/index.ts";
import { embeddingName, lmHeadName, parameterTable } from "../model/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { isJsonObject, parseJson } from "./json-fields.ts";
import { readSafetensors } from "./safetensors-read.ts";
import type { Tensor, Tensors } from "./tensor.ts";

const SINGLE = "model.safetensors";
const INDEX = "model.safetensors.index.json";

/**
 * Reads a model's weights, one file or shards, and checks them against the configuration: nothing missing, nothing more.
 *
 * @returns in the order of `parameterTable`
 * @throws CheckpointError naming the tensor or file
 */
export function readWeights(folder: string, config: ModelConfig): Weights {
  const tensors = existsSync(join(folder, INDEX)) ? readShards(folder) : readSingle(folder);
  const parameters = parameterTable(config);
  requireNoExtra(folder, tensors, new Set(parameters.map(({ name }) => name)), config);
  return new Map(parameters.map(({ name, shape }) => [name, requireTensor(folder, tensors, name, shape).data]));
}

function readSingle(folder: string): Tensors {
  const file = join(folder, SINGLE);
  if (existsSync(file)) return readSafetensors(file).tensors;
  throw new CheckpointError(
    `${folder} must hold ${SINGLE} or ${INDEX}, found neither; models saved as .bin or .gguf are not read: ` +
      "convert with transformers: save_pretrained(DIR, safe_serialization=True)",
  );
}

function readShards(folder: string): Tensors {
  const index = parseJson(readFileSync(join(folder, INDEX), "utf8"), INDEX);
  const map = index["weight_map"];
  if (!isJsonObject(map)) throw new CheckpointError(`${INDEX} must have a weight_map of tensor names to files`);
  const files = [...new Set(Object.values(map).map((file) => shardName(file)))];
  return new Map(files.flatMap((file) => [...readShard(folder, file)]));
}

/** A shard's name comes from a downloaded file: it must not lead out of the folder. */
function shardName(file: unknown): string {
  if (typeof file === "string" && file.endsWith(".safetensors") && basename(file) === file) return file;
  throw new CheckpointError(`${INDEX} must name .safetensors files of its own folder, got ${JSON.stringify(file)}`);
}

function readShard(folder: string, file: string): Tensors {
  if (existsSync(join(folder, file))) return readSafetensors(join(folder, file)).tensors;
  throw new CheckpointError(`${folder} must hold ${file}, which ${INDEX} names; download the missing shard`);
}

function requireNoExtra(folder: string, tensors: Tensors, known: ReadonlySet<string>, config: ModelConfig): void {
  for (const name of tensors.keys()) {
    const isBuffer = name.endsWith("rotary_emb.inv_freq"); // old exports store the rotary frequencies: derived, not learnt
    const isTiedHead = name === lmHeadName && config.tieEmbeddings;
    if (known.has(name) || isBuffer || isTiedHead) continue;
    throw new CheckpointError(
      `${folder} holds the tensor ${JSON.stringify(name)}, which its config.json does not account for; ` +
        "the engine would leave it out and compute other numbers: choose a plain model of the Llama family",
    );
  }
}

function requireTensor(folder: string, tensors: Tensors, name: string, shape: readonly number[]): Tensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) {
    const hint = name === lmHeadName ? ` (or "tie_word_embeddings": true, to use ${embeddingName})` : "";
    throw new CheckpointError(`${folder} must hold the tensor ${name}${hint}, but it is missing; download it again`);
  }
  if (tensor.shape.join() !== shape.join()) {
    throw new CheckpointError(
      `${folder}: ${name} must have shape [${shape.join(", ")}] by config.json, got [${tensor.shape.join(", ")}]`,
    );
  }
  return tensor;
}
