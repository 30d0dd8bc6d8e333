import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import type { OptimizerState } from "../training/index.ts";
import { parseModelConfig } from "./architecture.ts";
import { UnsupportedModelError } from "./checkpoint-error.ts";
import { architectureOf, ggufCompanions, ggufWeights, isGgufFile, readGgufHeader } from "./gguf/index.ts";
import { parseJson } from "./json-fields.ts";
import { writeOptimizerState } from "./optimizer-state.ts";
import { ADAPTER_CONFIG } from "./peft-config.ts";
import { recoverFolder, replaceFolder, writeDurably } from "./replace.ts";
import type { StoredWeights } from "./stored-weights.ts";
import { findWeights, holdOwnHead, openWeightFiles } from "./stored-weights.ts";
import { readWeights } from "./weights-read.ts";
import type { WeightsOptions } from "./weights-write.ts";
import { writeWeights } from "./weights-write.ts";
import { requireUnchanged } from "./unchanged.ts";

/** The text files of a model folder that belong to a model besides its weights; they are kept as they are. */
export const COMPANION_FILES = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "chat_template.jinja",
  "chat_template.json",
] as const;

/** Text files by name: a subset of `COMPANION_FILES`; a whole model's has config.json. */
export type Companions = ReadonlyMap<string, string>;

/** A model as a Hugging Face folder holds it. */
export interface Checkpoint {
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly companions: Companions;
}

/** A model folder that has been opened: everything is known and checked, but no weight is in memory. */
export interface OpenedFolder {
  readonly config: ModelConfig;
  readonly companions: Companions;
  readonly stored: StoredWeights;
}

/**
 * Opens a Hugging Face model folder of any size at once, without reading its weights; or a GGUF file as if it were one.
 *
 * @throws CheckpointError if the folder, a file or a field is missing, damaged or not supported
 */
export function openFolder(folder: string): OpenedFolder {
  if (isGgufFile(folder)) return openGguf(folder);
  const companions = readCompanions(folder);
  const said = configOf(companions, folder);
  const files = openWeightFiles(folder);
  if (!said.tieEmbeddings || !holdOwnHead(files)) {
    return { config: said, companions, stored: findWeights(folder, said, files) };
  }
  const config = { ...said, tieEmbeddings: false };
  const untied = new Map([...companions, ["config.json", asUntied(companions.get("config.json") ?? "")]]);
  return { config, companions: untied, stored: findWeights(folder, config, files) };
}

function openGguf(file: string): OpenedFolder {
  const opened = readGgufHeader(file);
  const companions = ggufCompanions(opened);
  const config = configOf(companions, file);
  return {
    config,
    companions,
    stored: findWeights(file, config, [ggufWeights(opened, config, architectureOf(opened))]),
  };
}

/** Reads the weights of a folder that was opened. Blocks: call it off the event loop. */
export function loadCheckpoint({ config, companions, stored }: OpenedFolder): Checkpoint {
  for (const { opened } of stored.shards) requireUnchanged(dirname(opened.file), [basename(opened.file)]);
  return { config, companions, weights: readWeights(config, stored) };
}

/** Opens a model folder and reads its weights; errors as in `openFolder`. */
export function readCheckpoint(folder: string): Checkpoint {
  return loadCheckpoint(openFolder(folder));
}

/**
 * Reads a model folder, or what a GGUF file amounts to, without its weights.
 *
 * @throws CheckpointError if the folder is missing or has no config.json
 */
export function readCompanions(folder: string): Companions {
  if (isGgufFile(folder)) return ggufCompanions(readGgufHeader(folder));
  recoverFolder(folder);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    const cure = /^[\w.-]+\/[\w.-]+$/.test(folder)
      ? `; a model on the hub must be downloaded first: npx rise-lm pull ${folder}`
      : "";
    throw new UnsupportedModelError(
      `model folder ${folder} must exist, found none (looked for ${resolve(folder)}); check the path${cure}`,
    );
  }
  const present = presentCompanions(folder);
  if (!present.has("config.json")) {
    throw new UnsupportedModelError(`model folder ${folder} must hold config.json, found none; is it a model folder?`);
  }
  return present;
}

/** The companion files that a folder holds. */
export function presentCompanions(folder: string): Companions {
  const present = COMPANION_FILES.filter((name) => existsSync(join(folder, name)));
  requireUnchanged(folder, present);
  return new Map(present.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/** The files written beside a model, and how its weights are stored. */
export interface WriteOptions extends WeightsOptions {
  /** Where training is to go on from here. */
  readonly optimizer?: OptimizerState;
  /** Further text files by name, of the caller's own: old or new together with the rest. */
  readonly notes?: ReadonlyMap<string, string>;
  /** Writes the sums of all files beside them: whoever opens the folder refuses what was changed since. Default false. */
  readonly sums?: boolean;
}

/** A folder's config.json, parsed; errors as in `openFolder`. */
export function configOf(companions: Companions, folder: string): ModelConfig {
  return parseModelConfig(parseJson(companions.get("config.json") ?? "", join(folder, "config.json")));
}

/**
 * Writes a model folder that transformers loads unchanged. Atomic and durable: at every instant the folder holds the old
 * model or the new one (I6). The same checkpoint gives the same bytes.
 *
 * @throws CheckpointError if the folder holds something that is not a model, or the disk gives back something else
 */
export function writeCheckpoint(
  folder: string,
  { config, weights, companions }: Checkpoint,
  { optimizer, notes = new Map(), sums = false, ...stored }: WriteOptions = {},
): void {
  const write = (writing: string): void => {
    for (const [name, text] of companions) {
      writeDurably(writing, name, name === "config.json" ? asStored(text, stored.storedType) : text);
    }
    writeWeights(writing, config, weights, stored);
    if (optimizer !== undefined) writeOptimizerState(writing, parameterTable(config), optimizer);
    for (const [name, text] of notes) writeDurably(writing, name, text);
  };
  replaceFolder(folder, write, isModelFile, sums);
}

/** Whether a file belongs to the model that a folder holds, so that it must not outlive it. */
export function isModelFile(name: string): boolean {
  return [...COMPANION_FILES, ADAPTER_CONFIG].includes(name) || /\.safetensors(\.index\.json)?$/.test(name);
}

/** A config.json whose model has an output layer of its own: so that whoever reads what is written of it, takes that layer. */
function asUntied(text: string): string {
  return `${JSON.stringify({ ...parseJson(text, "config.json"), tie_word_embeddings: false }, null, 2)}\n`;
}

/** How transformers calls the types. */
const typeNames = { F32: "float32", F16: "float16", BF16: "bfloat16" } as const;

/** A config.json that came with weights of another type must say ours, or transformers would round them on loading. */
export function asStored(text: string, storedType: WeightsOptions["storedType"] = "F32"): string {
  const json = parseJson(text, "config.json");
  const field = "dtype" in json ? "dtype" : "torch_dtype";
  return `${JSON.stringify({ ...json, [field]: typeNames[storedType] }, null, 2)}\n`;
}
