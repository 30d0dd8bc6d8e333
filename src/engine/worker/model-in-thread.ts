import { createHash } from "node:crypto";
import type { Checkpoint, OpenedFolder } from "../checkpoint/index.ts";
import { loadCheckpoint, openFolder, readOptimizerState, recoverFolder, writeCheckpoint } from "../checkpoint/index.ts";
import type { Sampler, SamplerCounters, TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import { createSampler } from "../decoding/index.ts";
import { initialise, parameterTable } from "../model/index.ts";
import type { BackwardResult, OptimizerState, OptimStepOptions, ScoredRow, Trainer } from "../training/index.ts";
import { createTrainer } from "../training/index.ts";
import type { WeightedRow } from "../training/index.ts";
import { EngineError } from "./errors.ts";
import { Lane } from "./lane.ts";
import type { EngineCounters, EngineOptions, ModelSource, OpenedModel } from "./messages.ts";

function openSource(source: ModelSource): Checkpoint | OpenedFolder {
  if ("folder" in source) return openFolder(source.folder);
  if ("weights" in source) return source;
  const { config, companions, seed } = source;
  return { config, companions, weights: initialise(config, seed) };
}

/** One model with everything that works on it: weights, trainer and sampler share their memory. */
export class ModelInThread {
  readonly #options: EngineOptions;
  readonly #lane = new Lane();
  /** A folder's weights are read when they are first needed. */
  #source: Checkpoint | OpenedFolder;
  #trainer: Trainer | undefined;
  #sampler: Sampler | undefined;
  /** Counters of the samplers that are gone. */
  #past: SamplerCounters = { generatedTokens: 0, prefilledTokens: 0, busySeconds: 0 };
  #trainedTokens = 0;
  #trainSeconds = 0;
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
    return this.#lane.share(() => this.#currentSampler().sample(request));
  }

  logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    return this.#lane.exclude(() => this.#timed(() => this.#currentTrainer().logprobs(rows)));
  }

  forwardBackward(rows: readonly WeightedRow[]): Promise<BackwardResult> {
    return this.#lane.exclude(async () => {
      const result = await this.#timed(() => this.#currentTrainer().forwardBackward(rows));
      this.#hasGradient = true;
      this.#trainedTokens += rows.reduce((sum, { tokens }) => sum + tokens.length, 0);
      return result;
    });
  }

  optimStep(options: OptimStepOptions): Promise<{ gradNorm: number }> {
    return this.#lane.exclude(async () => {
      await this.#dropSampler(); // it holds a copy of the weights
      const result = await this.#timed(async () => this.#currentTrainer().optimStep(options));
      this.#hasGradient = false;
      return result;
    });
  }

  saveWeights(folder: string): Promise<void> {
    return this.#lane.exclude(() => writeCheckpoint(folder, this.#checkpoint()));
  }

  saveState(folder: string, notes: ReadonlyMap<string, string>): Promise<void> {
    return this.#lane.exclude(() => {
      if (this.#hasGradient) {
        throw new EngineError("a state must be saved after optimStep, got a gradient that waits for it; step first");
      }
      writeCheckpoint(folder, this.#checkpoint(), { optimizer: this.#currentTrainer().optimizerState(), notes });
    });
  }

  loadState(folder: string): Promise<boolean> {
    return this.#lane.exclude(async () => {
      recoverFolder(folder);
      const state = readOptimizerState(folder, this.#source.config);
      if (state === undefined) return false;
      await this.#replace(openFolder(folder), state);
      return true;
    });
  }

  loadWeights(source: ModelSource): Promise<OpenedModel> {
    return this.#lane.exclude(async () => {
      await this.#replace(openSource(source), undefined);
      return this.describe();
    });
  }

  digest(): Promise<string> {
    return this.#lane.exclude(() => {
      const { config, weights } = this.#checkpoint();
      const hash = createHash("sha256").update(JSON.stringify(config));
      for (const { name } of parameterTable(config)) {
        hash.update(name).update(weights.get(name) ?? "");
      }
      return hash.digest("hex");
    });
  }

  counters(): EngineCounters {
    const { busySeconds, ...tokens } = this.#samplerCounters();
    return {
      ...tokens,
      trainedTokens: this.#trainedTokens,
      sampleSeconds: busySeconds,
      trainSeconds: this.#trainSeconds,
    };
  }

  close(): Promise<void> {
    return this.#lane.exclude(async () => {
      await this.#dropSampler();
      await this.#dropTrainer();
    });
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

  #samplerCounters(): SamplerCounters {
    const now = this.#sampler?.counters;
    return {
      generatedTokens: this.#past.generatedTokens + (now?.generatedTokens ?? 0),
      prefilledTokens: this.#past.prefilledTokens + (now?.prefilledTokens ?? 0),
      busySeconds: this.#past.busySeconds + (now?.busySeconds ?? 0),
    };
  }

  async #replace(source: Checkpoint | OpenedFolder, optimizer: OptimizerState | undefined): Promise<void> {
    await this.#dropSampler();
    await this.#dropTrainer();
    this.#source = source;
    this.#hasGradient = false;
    if (optimizer !== undefined) this.#currentTrainer(optimizer);
  }

  async #dropSampler(): Promise<void> {
    this.#past = this.#samplerCounters();
    await this.#sampler?.release();
    this.#sampler = undefined;
  }

  async #dropTrainer(): Promise<void> {
    await this.#trainer?.release();
    this.#trainer = undefined;
  }

  async #timed<T>(task: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await task();
    } finally {
      this.#trainSeconds += (performance.now() - start) / 1000;
    }
  }
}
