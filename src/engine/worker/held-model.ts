import type { Adapter } from "../adapter/index.ts";
import type { Companions, WriteOptions } from "../checkpoint/index.ts";
import { CheckpointError, isAdapterFolder } from "../checkpoint/index.ts";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";
import { AdaptedModel } from "./adapted-model.ts";
import { randomBase, storedBase } from "./base-model.ts";
import type { EngineOptions, ModelSource } from "./messages.ts";
import { WholeModel } from "./whole-model.ts";

/** The files written beside a model; how whole weights are stored: an adapter's are small, and stay F32 in one file. */
export type SaveOptions = WriteOptions;

/** A model in memory, or on its way there: weights are read when they are first needed. */
export interface HeldModel {
  readonly config: ModelConfig;
  readonly companions: Companions;
  /** The parameters that training changes. */
  readonly trained: readonly Parameter[];
  /** Whether the weights are prepared for sampling in a way that training must undo first: no sampler may live then. */
  readonly isMerged: boolean;
  /** Weights that compute what the model computes now. */
  forSampling(): Promise<Weights>;
  /** The weights as they are trained, and the adapter that is trained in their place, if any. */
  forTraining(): Promise<{ readonly weights: Weights; readonly adapter?: Adapter }>;
  /** Takes note that training has changed what it trains. */
  changed(): void;
  /** Writes the model's folder, or its adapter's, atomically. */
  save(folder: string, options?: SaveOptions): Promise<void>;
  /** SHA-256 of all that the model's answers depend on, in hexadecimal. */
  digest(): Promise<string>;
}

/**
 * Opens a model: with `lora` the base model with a new adapter, or the adapter that the folder holds; without it a whole model,
 * into which an adapter that the folder holds is merged.
 *
 * @throws CheckpointError if the folder cannot be used; AdapterError if it holds an adapter with other settings
 */
export function openHeld(source: ModelSource, { lora, threads }: Pick<EngineOptions, "lora" | "threads">): HeldModel {
  if (lora === undefined) return WholeModel.open(source, threads);
  if ("folder" in source) {
    const { folder } = source;
    if (isAdapterFolder(folder)) return AdaptedModel.known(folder, lora, threads);
    return AdaptedModel.fresh(storedBase(folder), lora, threads);
  }
  if ("seed" in source) return AdaptedModel.fresh(randomBase(source), lora, threads);
  throw new CheckpointError("an adapter is trained on a model that can be read again, got weights; write them first");
}
