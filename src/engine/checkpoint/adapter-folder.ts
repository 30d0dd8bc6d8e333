import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Adapter, AdapterConfig, AdapterTarget } from "../adapter/index.ts";
import { adapterTable, adapterTargets, checkAdapterConfig } from "../adapter/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { CheckpointError, UnsupportedModelError } from "./checkpoint-error.ts";
import type { Companions } from "./checkpoint.ts";
import { configOf, isModelFile, presentCompanions, readCompanions } from "./checkpoint.ts";
import { damagedCure, ranAwayCure, requireFinite } from "./finite.ts";
import { isGgufFile } from "./gguf/index.ts";
import { parseJson } from "./json-fields.ts";
import { writeOptimizerState } from "./optimizer-state.ts";
import type { OptimizerState } from "../training/index.ts";
import type { PeftConfig } from "./peft-config.ts";
import { ADAPTER_CONFIG, parsePeftConfig, peftConfigJson } from "./peft-config.ts";
import { pulledModel } from "../../hub-cache/index.ts";
import { recoverFolder, replaceFolder, writeDurably } from "./replace.ts";
import { readSafetensors } from "./safetensors-read.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import type { Tensors } from "./tensor.ts";
import { requireUnchanged } from "./unchanged.ts";

const WEIGHTS = "adapter_model.safetensors";

/** The model that an adapter was trained on. */
export interface BaseModel {
  /** Absolute. */
  readonly folder: string;
  /** `weightsDigest` of it; undefined where the adapter's author recorded none, as Python's peft does. */
  readonly digest: string | undefined;
}

/** An adapter's folder that has been opened: its base model is found, but no weight is in memory. */
export interface OpenedAdapter {
  readonly base: string;
  /** The adapter's own tokenizer files, which go before the base model's. */
  readonly companions: Companions;
  /** Reads the adapter and checks it against its base model's sizes. */
  read(config: ModelConfig): { readonly adapter: Adapter; readonly baseDigest: string | undefined };
}

/** Whether a folder holds an adapter rather than a whole model. */
export function isAdapterFolder(folder: string): boolean {
  recoverFolder(folder);
  return existsSync(join(folder, ADAPTER_CONFIG));
}

/**
 * Opens a PEFT folder.
 *
 * @throws CheckpointError if it is damaged or of a kind that the engine does not compute, or its base model is not where it says
 */
export function openAdapter(folder: string): OpenedAdapter {
  const file = join(folder, ADAPTER_CONFIG);
  requireUnchanged(folder, [ADAPTER_CONFIG]);
  const peft = parsePeftConfig(parseJson(readFileSync(file, "utf8"), file), file);
  return {
    base: findBase(folder, peft),
    companions: presentCompanions(folder),
    read: (config) => readAdapter(folder, config, peft),
  };
}

/**
 * Reads the sizes of the model in a folder, which may be an adapter's.
 *
 * @throws CheckpointError if the folder, config.json or a field of it is missing, damaged or not supported
 */
export function readModelConfig(folder: string): ModelConfig {
  const holder = isAdapterFolder(folder) ? openAdapter(folder).base : folder;
  return configOf(readCompanions(holder), holder);
}

/**
 * The text files of the model in a folder, which may be an adapter's: its own go before its base model's.
 *
 * @throws CheckpointError if the folder or config.json is missing
 */
export function readModelCompanions(folder: string): Companions {
  if (!isAdapterFolder(folder)) return readCompanions(folder);
  const { base, companions } = openAdapter(folder);
  return new Map([...readCompanions(base), ...companions]);
}

/** Where the path leads from here, as for Python, else from the adapter's own folder, else the model of that name in the hub's cache. */
function findBase(folder: string, { basePath: path, revision }: PeftConfig): string {
  const candidates = [resolve(path), resolve(folder, path), pulledModel(path, revision)];
  const found = candidates.find((candidate) => candidate !== undefined && isModel(candidate));
  if (found !== undefined) return found;
  throw new UnsupportedModelError(
    `adapter ${folder} was trained on the model in ${path}, but no model folder is there; ` +
      `if it has moved, write its place as base_model_name_or_path into ${ADAPTER_CONFIG}; if it is a name on the hub, run ` +
      `\`npx rise-lm pull ${path}\` first`,
  );
}

const isModel = (place: string): boolean => existsSync(join(place, "config.json")) || isGgufFile(place);

/**
 * Checks that the base model is the one that an adapter was trained on: on another it would compute something nobody trained.
 *
 * @throws CheckpointError if the digests differ
 */
export function checkBase(adapter: string, base: string, recorded: string, found: string): void {
  if (recorded === found) return;
  throw new CheckpointError(
    `adapter ${adapter} was trained on the model with the digest ${recorded}, but ${base} now has ${found}; restore that model's weights`,
  );
}

function readAdapter(folder: string, config: ModelConfig, peft: PeftConfig): ReturnType<OpenedAdapter["read"]> {
  const file = join(folder, WEIGHTS);
  if (!existsSync(file)) {
    throw new UnsupportedModelError(
      `adapter ${folder} must hold ${WEIGHTS}, but does not; save it again as safetensors`,
    );
  }
  requireUnchanged(folder, [WEIGHTS]);
  const { tensors, metadata } = readSafetensors(file);
  const { rank, alpha, dropout, rankStabilised } = peft;
  const seed = Number(metadata["seed"] ?? 0);
  const targets = targetsOf(tensors, file);
  const adapter = checkAdapterConfig({ rank, alpha, dropout, rankStabilised, targets, seed });
  const table = adapterTable(config, adapter);
  const known = new Set(table.map(({ name }) => name));
  const extra = [...tensors.keys()].find((name) => !known.has(name));
  if (extra !== undefined) {
    throw new CheckpointError(`${file} holds ${extra}, which its base model has no place for; is it another model's?`);
  }
  const weights = table.map(({ name, shape }) => {
    const tensor = tensors.get(name);
    if (tensor?.shape.join() === shape.join()) {
      requireFinite(file, name, tensor.data, damagedCure);
      return [name, tensor.data] as const;
    }
    const got = tensor === undefined ? "none" : `[${tensor.shape.join(", ")}]`;
    throw new CheckpointError(
      `${file} must hold ${name} of shape [${shape.join(", ")}], got ${got}; is it another model's?`,
    );
  });
  return { adapter: { config: adapter, weights: new Map(weights) }, baseDigest: metadata["base_digest"] };
}

/** The layers whose matrices a file holds: a description may name them by a pattern of its own kind. */
function targetsOf(tensors: Tensors, file: string): readonly AdapterTarget[] {
  const layers = [...tensors.keys()].map((name) => {
    const layer = /\.(\w+)\.lora_[AB]\.weight$/.exec(name)?.[1];
    const target = adapterTargets.find((one) => one === layer);
    if (target !== undefined) return target;
    throw new UnsupportedModelError(
      `${file} holds ${name}, but adapters of ${adapterTargets.join(", ")} alone are computed; merge it with PEFT and use the whole model`,
    );
  });
  return [...new Set(layers)];
}

/** An adapter to be written, with what its folder tells of it. */
export interface AdapterCheckpoint {
  readonly adapter: Adapter;
  readonly config: ModelConfig;
  readonly base: BaseModel;
  readonly companions: Companions;
}

/**
 * Writes a PEFT folder that Python's peft loads: the adapter, its description and the tokenizer's files. Atomic and durable, as
 * `writeCheckpoint`. The same adapter gives the same bytes.
 *
 * @param optimizer is written beside it where training is to go on from here
 * @param notes as in `writeCheckpoint`, and `sums` too
 */
export function writeAdapter(
  folder: string,
  { adapter, config, base, companions }: AdapterCheckpoint,
  optimizer?: OptimizerState,
  notes: ReadonlyMap<string, string> = new Map(),
  sums = false,
): void {
  const parameters = adapterTable(config, adapter.config);
  for (const [name, data] of adapter.weights) requireFinite("the adapter to be written", name, data, ranAwayCure);
  const write = (writing: string): void => {
    for (const [name, text] of companions) if (name !== "config.json") writeDurably(writing, name, text);
    writeDurably(writing, ADAPTER_CONFIG, `${JSON.stringify(peftConfigJson(adapter.config, base.folder), null, 2)}\n`);
    const tensors = parameters.map(({ name, shape }) => {
      const data = adapter.weights.get(name);
      if (data === undefined) throw new CheckpointError(`the adapter to be written must hold ${name}, but lacks it`);
      return [name, { shape, data }] as const;
    });
    writeSafetensors(join(writing, WEIGHTS), new Map(tensors), metadataOf(adapter.config, base));
    if (optimizer !== undefined) writeOptimizerState(writing, parameters, optimizer);
    for (const [name, text] of notes) writeDurably(writing, name, text);
  };
  replaceFolder(folder, write, isModelFile, sums);
}

function metadataOf({ seed }: AdapterConfig, { digest }: BaseModel): Readonly<Record<string, string>> {
  return { format: "pt", seed: String(seed), ...(digest !== undefined && { base_digest: digest }) };
}

/**
 * Writes an adapter's folder once more, elsewhere, as `writeAdapter`: other files that it holds, such as a training's state, stay behind.
 *
 * @returns the base model's folder
 */
export function copyAdapter(from: string, to: string, notes: ReadonlyMap<string, string>): string {
  const opened = openAdapter(from);
  const config = readModelConfig(opened.base);
  const { adapter, baseDigest } = opened.read(config);
  const base = { folder: opened.base, digest: baseDigest };
  writeAdapter(to, { adapter, config, base, companions: opened.companions }, undefined, notes);
  return opened.base;
}
