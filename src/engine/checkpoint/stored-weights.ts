import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { ModelConfig, Parameter } from "../model/index.ts";
import { embeddingName, lmHeadName, parameterTable } from "../model/index.ts";
import { CheckpointError, UnsupportedModelError } from "./checkpoint-error.ts";
import { isJsonObject, parseJson } from "./json-fields.ts";
import type { StoredType, TensorPlace } from "./safetensors-header.ts";
import type { SafetensorsFile } from "./safetensors-read.ts";
import { openSafetensors } from "./safetensors-read.ts";

/** The file of a model that lies in one. */
export const SINGLE = "model.safetensors";
/** Names the shards of a model that lies in several files. */
export const INDEX = "model.safetensors.index.json";

/** Where a model's weights lie, known from the files' headers: nothing of them is in memory. */
export interface StoredWeights {
  /** every weight of the model, by file */
  readonly shards: readonly { readonly opened: SafetensorsFile; readonly places: readonly TensorPlace[] }[];
  /** Of all files together. */
  readonly fileBytes: number;
  /** The types in which they are stored, sorted. */
  readonly types: readonly StoredType[];
}

/**
 * Finds a model's weights, one file or shards, and checks them against the configuration: nothing missing, nothing more,
 * every shape as it must be. Reads headers alone, so that a folder of any size opens at once.
 *
 * @throws CheckpointError naming the tensor or file
 */
export function findWeights(folder: string, config: ModelConfig): StoredWeights {
  const files = weightFiles(folder).map((file) => openSafetensors(join(folder, file)));
  const parameters = new Map(parameterTable(config).map((parameter) => [parameter.name, parameter]));
  const found = new Map<string, string>();
  const shards = files.map((opened) => {
    const places = opened.places.filter((place) => !isDerived(place.name, config));
    for (const place of places) {
      requireParameter(opened.file, place, parameters);
      requireFirst(opened.file, place.name, found);
    }
    return { opened, places };
  });
  for (const name of parameters.keys()) requireFound(folder, name, found);
  const types = shards.flatMap(({ places }) => places.map(({ type }) => type));
  return {
    shards,
    fileBytes: files.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
    types: [...new Set(types)].toSorted(),
  };
}

/** A single file goes before shards, as in transformers. */
function weightFiles(folder: string): readonly string[] {
  if (existsSync(join(folder, SINGLE))) return [SINGLE];
  if (existsSync(join(folder, INDEX))) return shardNames(folder);
  const others = readdirSync(folder).filter((name) => /\.(bin|pt|pth|pkl|ckpt|gguf|h5|msgpack|npz)$/.test(name));
  const got = others.length === 0 ? "neither" : others.slice(0, 3).join(", ");
  throw new UnsupportedModelError(
    `${folder} must hold ${SINGLE} or ${INDEX}, got ${got}; pickles can run code and are never read: take the model's ` +
      "safetensors revision, or convert with transformers: save_pretrained(DIR, safe_serialization=True)",
  );
}

function shardNames(folder: string): readonly string[] {
  const file = join(folder, INDEX);
  const map = parseJson(readFileSync(file, "utf8"), file)["weight_map"];
  if (!isJsonObject(map)) {
    throw new CheckpointError(
      `${file} must have a weight_map of tensor names to files, got none; download the file again`,
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

/** What a file may hold besides the weights because it follows from them or from config.json. */
function isDerived(name: string, config: ModelConfig): boolean {
  const isBuffer = name.endsWith("rotary_emb.inv_freq"); // old exports store the rotary frequencies
  return isBuffer || (name === lmHeadName && config.tieEmbeddings);
}

function requireParameter(file: string, { name, shape }: TensorPlace, known: ReadonlyMap<string, Parameter>): void {
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
