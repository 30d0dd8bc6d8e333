import { createHash } from "node:crypto";
import type { Checkpoint, OpenedFolder } from "../checkpoint/index.ts";
import { loadCheckpoint, openFolder, readOptimizerState, recoverFolder, writeCheckpoint } from "../checkpoint/index.ts";
import type { Sampler, SamplerCounters, TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import { createSampler } from "../decoding/index.ts";
import { initialise, parameterTable } from "../model/index.ts";
import type { BackwardResult, OptimizerState, OptimStepOptions, ScoredRow, Trainer } from "../training/index.ts";
import { createTrainer } from "../training/index.ts";
import type { Share, WeightedRow } from "../training/index.ts";
import { EngineError } from "./errors.ts";
import type { EngineOptions, ModelSource, OpenedModel } from "./messages.ts";

function openSource(source: ModelSource): Checkpoint | OpenedFolder {
  if ("folder" in source) return openFolder(source.folder);
  if ("weights" in source) return source;
  const { config, companions, seed } = source;
  return { config, companions, weights: initialise(config, seed) };
}

/** Where the gradients of a crew meet. */
export interface GradientExchange {
  /** float32 [workers, elements] */
  readonly exchange: SharedArrayBuffer;
  readonly workers: number;
}

/**
 * One model with everything that works on it: weights, trainer and sampler share their memory. Samples may be asked for
 * together; the caller sees to it that everything else runs alone.
 */
export class ModelInThread {
  readonly #options: EngineOptions;
  /** A folder's weights are read when they are first needed. */
  #source: Checkpoint | OpenedFolder;
  #trainer: Trainer | undefined;
  #sampler: Sampler | undefined;
  /** Counters of the samplers that are gone. */
  #past: SamplerCounters = { generatedTokens: 0, prefilledTokens: 0, busySeconds: 0 };
  #hasGradient = false;

  constructor(source: ModelSource, options: EngineOptions) {
    this.#options = options;
    this.#source = openSource(source);
  }

  describe(): OpenedModel {
    const { config, companions } = this.#source;
    return { config, companions };
  }

  sample(request: TokenSampleRequest): Promise<readonly TokenSample[]> {
    return this.#currentSampler().sample(request);
  }

  logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    return this.#currentTrainer().logprobs(rows);
  }

  async forwardBackward(rows: readonly WeightedRow[], share: Share): Promise<BackwardResult> {
    const result = await this.#currentTrainer().forwardBackward(rows, share);
    this.#hasGradient = true;
    return result;
  }

  gradientElements(): number {
    return this.#gradients().reduce((sum, { length }) => sum + length, 0);
  }

  /** Copies the gradients to this worker's slot. */
  giveGradients({ exchange, worker }: GradientExchange & { readonly worker: number }): void {
    let at = worker * this.gradientElements();
    const slots = new Float32Array(exchange);
    for (const gradient of this.#gradients()) {
      slots.set(gradient, at);
      at += gradient.length;
    }
  }

  /** Takes the sum of all workers' gradients, added up in their order, in place of the own. */
  takeGradients({ exchange, workers }: GradientExchange): void {
    const elements = this.gradientElements();
    let at = 0;
    for (const gradient of this.#gradients()) {
      for (let worker = 0; worker < workers; worker++) {
        const slot = new Float32Array(exchange, 4 * (worker * elements + at), gradient.length);
        if (worker === 0) gradient.set(slot);
        else addTo(gradient, slot);
      }
      at += gradient.length;
    }
  }

  async optimStep(options: OptimStepOptions): Promise<{ gradNorm: number }> {
    await this.#dropSampler(); // it holds a copy of the weights
    const result = this.#currentTrainer().optimStep(options);
    this.#hasGradient = false;
    return result;
  }

  saveWeights(folder: string): void {
    writeCheckpoint(folder, this.#checkpoint());
  }

  saveState(folder: string, notes: ReadonlyMap<string, string>): void {
    if (this.#hasGradient) {
      throw new EngineError("a state must be saved after optimStep, got a gradient that waits for it; step first");
    }
    writeCheckpoint(folder, this.#checkpoint(), { optimizer: this.#currentTrainer().optimizerState(), notes });
  }

  async loadState(folder: string): Promise<boolean> {
    recoverFolder(folder);
    const state = readOptimizerState(folder, this.#source.config);
    if (state === undefined) return false;
    await this.#replace(openFolder(folder), state);
    return true;
  }

  async loadWeights(source: ModelSource): Promise<OpenedModel> {
    await this.#replace(openSource(source), undefined);
    return this.describe();
  }

  digest(): string {
    const { config, weights } = this.#checkpoint();
    const hash = createHash("sha256").update(JSON.stringify(config));
    for (const { name } of parameterTable(config)) hash.update(name).update(weights.get(name) ?? "");
    return hash.digest("hex");
  }

  counters(): SamplerCounters {
    const now = this.#sampler?.counters;
    return {
      generatedTokens: this.#past.generatedTokens + (now?.generatedTokens ?? 0),
      prefilledTokens: this.#past.prefilledTokens + (now?.prefilledTokens ?? 0),
      busySeconds: this.#past.busySeconds + (now?.busySeconds ?? 0),
    };
  }

  async close(): Promise<void> {
    await this.#dropSampler();
    await this.#dropTrainer();
  }

  #gradients(): readonly Float32Array[] {
    return [...this.#currentTrainer().gradients.values()];
  }

  #checkpoint(): Checkpoint {
    if (!("weights" in this.#source)) this.#source = loadCheckpoint(this.#source);
    return this.#source;
  }

  #currentSampler(): Sampler {
    const { config, weights } = this.#checkpoint();
    this.#sampler ??= createSampler(config, weights, this.#options);
    return this.#sampler;
  }

  #currentTrainer(optimizer?: OptimizerState): Trainer {
    const { config, weights } = this.#checkpoint();
    this.#trainer ??= createTrainer(config, weights, { ...this.#options, ...(optimizer && { optimizer }) });
    return this.#trainer;
  }

  async #replace(source: Checkpoint | OpenedFolder, optimizer: OptimizerState | undefined): Promise<void> {
    await this.#dropSampler();
    await this.#dropTrainer();
    this.#source = source;
    this.#hasGradient = false;
    if (optimizer !== undefined) this.#currentTrainer(optimizer);
  }

  async #dropSampler(): Promise<void> {
    this.#past = this.counters();
    await this.#sampler?.release();
    this.#sampler = undefined;
  }

  async #dropTrainer(): Promise<void> {
    await this.#trainer?.release();
    this.#trainer = undefined;
  }
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (addend[i] ?? 0);
}
