import { readOptimizerState, recoverFolder, writeOnnx } from "../checkpoint/index.ts";
import type { Sampler, SamplerCounters, SampleFollower, TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import { createGpuSampler, createSampler } from "../decoding/index.ts";
import type { BackwardResult, GpuTrainer, OptimizerState, OptimStepOptions } from "../training/index.ts";
import type { ScoredRow, Trainer } from "../training/index.ts";
import { createGpuTrainer, createTrainer } from "../training/index.ts";
import type { Share, WeightedRow } from "../training/index.ts";
import { Once } from "../once.ts";
import { EngineError } from "./errors.ts";
import type { HeldModel, SaveOptions } from "./held-model.ts";
import { openHeld } from "./open-held.ts";
import type { EngineOptions, ModelSource, OpenedModel } from "./messages.ts";

/** Where the gradients of a crew meet. */
interface GradientExchange {
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
  #model: HeldModel;
  #trainer: Trainer | GpuTrainer | undefined;
  readonly #sampler = new Once(() => this.#openSampler());
  /** The sampler, once it is open. */
  #counted: Sampler | undefined;
  /** Counters of the samplers that are gone. */
  #past: SamplerCounters = { generatedTokens: 0, prefilledTokens: 0, readingSeconds: 0, busySeconds: 0 };
  #hasGradient = false;

  constructor(source: ModelSource, options: EngineOptions) {
    this.#options = options;
    this.#model = openHeld(source, options);
  }

  describe(): OpenedModel {
    const { config, companions } = this.#model;
    return { config, companions };
  }

  async sample(request: TokenSampleRequest, follower?: SampleFollower): Promise<readonly TokenSample[]> {
    return (await this.#sampler.get()).sample(request, follower);
  }

  async logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    return (await this.#currentTrainer()).logprobs(rows);
  }

  async forwardBackward(rows: readonly WeightedRow[], share: Share): Promise<BackwardResult> {
    const result = await (await this.#currentTrainer()).forwardBackward(rows, share);
    this.#hasGradient = true;
    return result;
  }

  async gradientElements(): Promise<number> {
    return elementsOf(await this.#gradients());
  }

  /** Copies the gradients to this worker's slot. */
  async giveGradients({ exchange, worker }: GradientExchange & { readonly worker: number }): Promise<void> {
    const gradients = await this.#gradients();
    let at = worker * elementsOf(gradients);
    const slots = new Float32Array(exchange);
    for (const gradient of gradients) {
      slots.set(gradient, at);
      at += gradient.length;
    }
  }

  /** Takes the sum of all workers' gradients, added up in their order, in place of the own. */
  async takeGradients({ exchange, workers }: GradientExchange): Promise<void> {
    const gradients = await this.#gradients();
    const elements = elementsOf(gradients);
    let at = 0;
    for (const gradient of gradients) {
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
    const result = await (await this.#currentTrainer()).optimStep(options);
    this.#model.changed();
    this.#hasGradient = false;
    return result;
  }

  async saveWeights(folder: string, options: SaveOptions): Promise<void> {
    await this.#settle();
    await this.#model.save(folder, options);
  }

  async saveOnnx(folder: string, notes: ReadonlyMap<string, string>): Promise<void> {
    if (this.#model.isMerged) await this.#dropSampler();
    await this.#settle();
    const { config, companions } = this.#model;
    writeOnnx(folder, { config, companions, weights: await this.#model.forSampling() }, notes);
  }

  async saveState(folder: string, notes: ReadonlyMap<string, string>): Promise<void> {
    if (this.#hasGradient) {
      throw new EngineError("a state must be saved after optimStep, got a gradient that waits for it; step first");
    }
    const optimizer = await (await this.#currentTrainer()).optimizerState();
    await this.#settle();
    await this.#model.save(folder, { optimizer, notes });
  }

  async loadState(folder: string): Promise<boolean> {
    recoverFolder(folder);
    const state = readOptimizerState(folder, this.#model.trained);
    if (state === undefined) return false;
    await this.#replace({ folder }, state);
    return true;
  }

  async loadWeights(source: ModelSource): Promise<OpenedModel> {
    await this.#replace(source, undefined);
    return this.describe();
  }

  async digest(): Promise<string> {
    await this.#settle();
    return this.#model.digest();
  }

  async startDigest(): Promise<string> {
    await this.#settle();
    return this.#model.startDigest();
  }

  counters(): SamplerCounters {
    const now = this.#counted?.counters;
    return {
      generatedTokens: this.#past.generatedTokens + (now?.generatedTokens ?? 0),
      prefilledTokens: this.#past.prefilledTokens + (now?.prefilledTokens ?? 0),
      readingSeconds: this.#past.readingSeconds + (now?.readingSeconds ?? 0),
      busySeconds: this.#past.busySeconds + (now?.busySeconds ?? 0),
    };
  }

  async close(): Promise<void> {
    await this.#dropSampler();
    await this.#dropTrainer();
  }

  async #gradients(): Promise<readonly Float32Array[]> {
    const trainer = await this.#currentTrainer();
    if (!("gradients" in trainer)) throw new EngineError("gradients on a GPU are not shared: it works alone");
    return [...trainer.gradients.values()];
  }

  async #openSampler(): Promise<Sampler> {
    await this.#settle();
    const weights = await this.#model.forSampling();
    const { maxBatch, prefixBytes, quantize } = this.#options;
    // A model in bytes has its kernels on the processor. How many samples share a step there must not depend on free memory.
    const rooms = { ...(maxBatch !== undefined && { maxBatch }), ...(prefixBytes !== undefined && { prefixBytes }) };
    this.#counted =
      this.#isOnGpu && quantize === undefined
        ? createGpuSampler(this.#model.config, weights, rooms)
        : createSampler(this.#model.config, weights, this.#options);
    return this.#counted;
  }

  get #isOnGpu(): boolean {
    return this.#options.device === "webgpu";
  }

  /** Brings what was trained on a GPU to the model's own memory. */
  async #settle(): Promise<void> {
    if (this.#trainer !== undefined && "settle" in this.#trainer) await this.#trainer.settle();
  }

  async #currentTrainer(optimizer?: OptimizerState): Promise<Trainer | GpuTrainer> {
    if (this.#model.isMerged) await this.#dropSampler();
    const { weights, adapter } = await this.#model.forTraining();
    const own = { ...(adapter && { adapter }), ...(optimizer && { optimizer }) };
    const options = { ...this.#options, ...own };
    this.#trainer ??= (this.#isOnGpu ? createGpuTrainer : createTrainer)(this.#model.config, weights, options);
    return this.#trainer;
  }

  async #replace(source: ModelSource, optimizer: OptimizerState | undefined): Promise<void> {
    const model = openHeld(source, this.#options); // where it cannot be opened, nothing changes
    await this.#dropSampler();
    await this.#dropTrainer();
    this.#model = model;
    this.#hasGradient = false;
    if (optimizer !== undefined) await this.#currentTrainer(optimizer);
  }

  async #dropSampler(): Promise<void> {
    this.#past = this.counters();
    await (await this.#sampler.known)?.release();
    this.#sampler.forget();
    this.#counted = undefined;
  }

  async #dropTrainer(): Promise<void> {
    await this.#trainer?.release();
    this.#trainer = undefined;
  }
}

function elementsOf(arrays: readonly Float32Array[]): number {
  return arrays.reduce((sum, { length }) => sum + length, 0);
}

function addTo(sum: Float32Array, addend: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (addend[i] ?? 0);
}
