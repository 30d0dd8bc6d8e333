import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ModelConfig, Weights } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";
import type { OptimizerState } from "../training/index.ts";
import { parseModelConfig } from "./architecture.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { parseJson } from "./json-fields.ts";
import { writeOptimizerState } from "./optimizer-state.ts";
import { recoverFolder, replaceFolder, writeDurably } from "./replace.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import type { Tensors } from "./tensor.ts";
import { readWeights } from "./weights-read.ts";

/** The text files of a model folder that belong to a model besides its weights; they are kept as they are. */
export const COMPANION_FILES = [
  "config.json",
  "generation_config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "chat_template.jinja",
] as const;

/** Text files by name: a subset of `COMPANION_FILES` that has config.json. */
export type Companions = ReadonlyMap<string, string>;

/** A model as a Hugging Face folder holds it. */
export interface Checkpoint {
  readonly config: ModelConfig;
  readonly weights: Weights;
  readonly companions: Companions;
}

/**
 * Reads a Hugging Face model folder. Blocks: call it off the event loop.
 *
 * @throws CheckpointError if the folder, a file or a field is missing, damaged or not supported
 */
export function readCheckpoint(folder: string): Checkpoint {
  const companions = readCompanions(folder);
  const config = parseModelConfig(parseJson(companions.get("config.json") ?? "", join(folder, "config.json")));
  return { config, weights: readWeights(folder, config), companions };
}

/**
 * Reads a model folder without its weights.
 *
 * @throws CheckpointError if the folder is missing or has no config.json
 */
export function readCompanions(folder: string): Companions {
  recoverFolder(folder);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new CheckpointError(`model folder ${folder} must exist, found none; check the path, or run \`rise pull\``);
  }
  const present = COMPANION_FILES.filter((name) => existsSync(join(folder, name)));
  if (!present.includes("config.json")) {
    throw new CheckpointError(`model folder ${folder} must hold config.json, found none; is it a model folder?`);
  }
  return new Map(present.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

/**
 * Writes a model folder that transformers loads unchanged. Atomic and durable: at every instant the folder holds the old
 * model or the new one (I6). The same checkpoint gives the same bytes.
 *
 * @param optimizer is written beside the model where training is to go on from here
 * @param notes further text files by name, of the caller's own: old or new together with the rest
 */
export function writeCheckpoint(
  folder: string,
  { config, weights, companions }: Checkpoint,
  optimizer?: OptimizerState,
  notes: ReadonlyMap<string, string> = new Map(),
): void {
  const write = (writing: string): void => {
    for (const [name, text] of companions) writeDurably(writing, name, name === "config.json" ? asFloat32(text) : text);
    writeSafetensors(join(writing, "model.safetensors"), shaped(config, weights), { format: "pt" });
    if (optimizer !== undefined) writeOptimizerState(writing, config, optimizer);
    for (const [name, text] of notes) writeDurably(writing, name, text);
  };
  replaceFolder(folder, write, isModelFile);
}

/** Whether a file belongs to the model that a folder holds, so that it must not outlive it. */
function isModelFile(name: string): boolean {
  return COMPANION_FILES.some((file) => file === name) || /\.safetensors(\.index\.json)?$/.test(name);
}

/** Weights with the shapes that their configuration gives them. */
function shaped(config: ModelConfig, weights: Weights): Tensors {
  return new Map(
    parameterTable(config).map(({ name, shape }) => {
      const data = weights.get(name);
      if (data === undefined) throw new CheckpointError(`the weights to be written must hold ${name}, but lack it`);
      return [name, { shape, data }];
    }),
  );
}

/** We write F32: a config.json that came with bfloat16 weights must say so, or transformers would round ours on loading. */
function asFloat32(text: string): string {
  const json = parseJson(text, "config.json");
  const field = "dtype" in json ? "dtype" : "torch_dtype";
  return `${JSON.stringify({ ...json, [field]: "float32" }, null, 2)}\n`;
}
