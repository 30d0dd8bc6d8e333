import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ModelConfig, Parameter } from "../model/index.ts";
import { embeddingName, lmHeadName, parameterTable } from "../model/index.ts";
import { CheckpointError, UnsupportedModelError } from "./checkpoint-error.ts";
import { isJsonObject, parseJson } from "./json-fields.ts";
import { areStoredAlike, openSafetensors, readTensors } from "./safetensors-read.ts";
import type { Tensor } from "./tensor.ts";
import { requireUnchanged } from "./unchanged.ts";

/** The file of a model that lies in one. */
export const SINGLE = "model.safetensors";
/** Names the shards of a model that lies in several files. */
export const INDEX = "model.safetensors.index.json";

/** A tensor as a file's header describes it. */
interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** As the file's format calls it. */
  readonly type: string;
}

/** A file of weights of which the header alone has been read. */
export interface WeightFile {
  readonly file: string;
  readonly fileBytes: number;
  readonly tensors: readonly StoredTensor[];
  /**
   * Reads some of its tensors, each as f32 into memory of its own.
   *
   * @throws CheckpointError if the file was changed since it was opened
   */
  read(names: readonly string[]): readonly Tensor[];
  /** Whether two of its tensors hold the same numbers. */
  areAlike(one: string, other: string): boolean;
}

/** Where a model's weights lie, known from the files' headers: nothing of them is in memory. */
export interface StoredWeights {
  /** every weight of the model, by file */
  readonly shards: readonly { readonly opened: WeightFile; readonly names: readonly string[] }[];
  /** Of all files together. */
  readonly fileBytes: number;
  /** The types in which they are stored, sorted. */
  readonly types: readonly string[];
}

/**
 * Finds a model's weights, one file or shards, and checks them against the configuration: nothing missing, nothing more,
 * every shape as it must be. Reads headers alone, so that a folder of any size opens at once.
 *
 * @param place the folder, for the errors
 * @throws CheckpointError naming the tensor or file
 */
export function findWeights(place: string, config: ModelConfig, files: readonly WeightFile[]): StoredWeights {
  const parameters = new Map(parameterTable(config).map((parameter) => [parameter.name, parameter]));
  const found = new Map<string, string>();
  const shards = files.map((opened) => {
    const tensors = opened.tensors.filter(({ name }) => !isDerived(name, config));
    for (const tensor of tensors) {
      requireParameter(opened.file, tensor, parameters);
      requireFirst(opened.file, tensor.name, found);
    }
    return { opened, names: tensors.map(({ name }) => name), types: tensors.map(({ type }) => type) };
  });
  for (const name of parameters.keys()) requireFound(place, name, found);
  const types = shards.flatMap((shard) => shard.types);
  return {
    shards,
    fileBytes: files.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
    types: [...new Set(types)].toSorted(),
  };
}

/** Opens a folder's files of weights; errors as in `openFolder`. */
export function openWeightFiles(folder: string): readonly WeightFile[] {
  return weightFiles(folder).map((name) => {
    const opened = openSafetensors(join(folder, name));
    const placeOf = (tensor: string) => opened.places.find((one) => one.name === tensor);
    const placesOf = (names: readonly string[]) => names.map(placeOf).filter((place) => place !== undefined);
    return {
      file: opened.file,
      fileBytes: opened.fileBytes,
      tensors: opened.places,
      read: (names) => readTensors(opened, placesOf(names)),
      areAlike: (one, other) => {
        const [a, b] = placesOf([one, other]);
        return a !== undefined && b !== undefined && areStoredAlike(opened, a, b);
      },
    };
  });
}

/**
 * Whether the files hold an output layer of its own, whatever config.json says: a stored one that differs from the embedding is
 * used, as transformers does.
 */
export function holdOwnHead(files: readonly WeightFile[]): boolean {
  const holderOf = (name: string) => files.find(({ tensors }) => tensors.some((tensor) => tensor.name === name));
  const head = holderOf(lmHeadName);
  if (head === undefined) return false;
  const embedding = holderOf(embeddingName);
  if (embedding === head) return !head.areAlike(lmHeadName, embeddingName);
  const [a, b] = [head.read([lmHeadName])[0], embedding?.read([embeddingName])[0]];
  return b === undefined || a?.data.some((x, i) => x !== b.data[i]) !== false;
}

/** A single file goes before shards, as in transformers. */
function weightFiles(folder: string): readonly string[] {
  if (existsSync(join(folder, SINGLE))) return [SINGLE];
  if (existsSync(join(folder, INDEX))) return shardNames(folder);
  const others = readdirSync(folder).filter((name) => /\.(bin|pt|pth|pkl|ckpt|gguf|h5|msgpack|npz)$/.test(name));
  const gguf = others.find((name) => name.endsWith(".gguf"));
  if (gguf !== undefined) {
    throw new UnsupportedModelError(
      `${folder} must hold ${SINGLE} or ${INDEX}, got ${gguf}; give that file itself as the model: ${join(folder, gguf)}`,
    );
  }
  const got = others.length === 0 ? "neither" : others.slice(0, 3).join(", ");
  throw new UnsupportedModelError(
    `${folder} must hold ${SINGLE} or ${INDEX}, got ${got}; pickles can run code and are never read: take the model's ` +
      "safetensors revision, or convert with transformers: save_pretrained(DIR, safe_serialization=True)",
  );
}

function shardNames(folder: string): readonly string[] {
  const file = join(folder, INDEX);
  requireUnchanged(folder, [INDEX]);
  const map = parseJson(readFileSync(file, "utf8"), file)["weight_map"];
  if (!isJsonObject(map)) {
    throw new CheckpointError(
      `${file} must have a weight_map of tensor names to files, but has none; download the file again`,
    );
  }
  const names = [...new Set(Object.values(map).map((name) => shardName(name, file)))];
  for (const name of names) {
    if (!existsSync(join(folder, name))) {
      throw new CheckpointError(`${folder} must hold ${name}, which ${INDEX} names; download the missing shard`);
    }
  }
  return names;
}

/** A shard's name comes from a downloaded file: it must not lead out of the folder. */
function shardName(name: unknown, file: string): string {
  if (typeof name === "string" && name.endsWith(".safetensors") && basename(name) === name && !name.includes("\\")) {
    return name;
  }
  throw new CheckpointError(
    `${file} must name .safetensors files of its own folder, got ${JSON.stringify(name)}; download the file again`,
  );
}

/** Tensors that a file may hold besides the weights because they follow from them or from config.json. */
function isDerived(name: string, config: ModelConfig): boolean {
  const isBuffer = name.endsWith("rotary_emb.inv_freq"); // old exports store the rotary frequencies
  return isBuffer || (name === lmHeadName && config.tieEmbeddings);
}

function requireParameter(file: string, { name, shape }: StoredTensor, known: ReadonlyMap<string, Parameter>): void {
  const parameter = known.get(name);
  if (parameter === undefined) {
    throw new CheckpointError(
      `${file} holds the tensor ${JSON.stringify(name)}, which config.json does not account for; ` +
        "the engine would leave it out and compute other numbers: choose a plain model of the Llama family",
    );
  }
  if (parameter.shape.join() === shape.join()) return;
  throw new CheckpointError(
    `${file}: ${name} must have shape [${parameter.shape.join(", ")}] by config.json, got [${shape.join(", ")}]; ` +
      "use the config.json that came with these weights",
  );
}

function requireFirst(file: string, name: string, found: Map<string, string>): void {
  const before = found.get(name);
  if (before !== undefined) {
    throw new CheckpointError(`${name} must be in one file, got it in ${before} and ${file}; download the model again`);
  }
  found.set(name, file);
}

function requireFound(folder: string, name: string, found: ReadonlyMap<string, string>): void {
  if (found.has(name)) return;
  const hint = name === lmHeadName ? ` (or "tie_word_embeddings": true, to use ${embeddingName})` : "";
  throw new CheckpointError(`${folder} must hold the tensor ${name}${hint}, but it is missing; download it again`);
}
