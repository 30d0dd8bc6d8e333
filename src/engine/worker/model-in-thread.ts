import { createHash } from "node:crypto";
import type { Checkpoint } from "../checkpoint/index.ts";
import { readCheckpoint, readOptimizerState, recoverFolder, writeCheckpoint } from "../checkpoint/index.ts";
import type { Sampler, SamplerCounters, TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import { createSampler } from "../decoding/index.ts";
import { initialise, parameterTable } from "../model/index.ts";
import type { BackwardResult, OptimizerState, OptimStepOptions, ScoredRow, Trainer } from "../training/index.ts";
import { createTrainer } from "../training/index.ts";
import type { WeightedRow } from "../training/index.ts";
import { EngineError } from "./errors.ts";
import { Lane } from "./lane.ts";
import type { EngineCounters, EngineOptions, ModelSource, OpenedModel } from "./messages.ts";

function openSource(source: ModelSource): Checkpoint {
  if ("folder" in source) return readCheckpoint(source.folder);
  if ("weights" in source) return source;
  const { config, companions, seed } = source;
  return { config, companions, weights: initialise(config, seed) };
}

/** One model with everything that works on it: weights, trainer and sampler share their memory. */
export class ModelInThread {
  readonly #options: EngineOptions;
  readonly #lane = new Lane();
  #checkpoint: Checkpoint;
  #trainer: Trainer | undefined;
  #sampler: Sampler | undefined;
  /** Counters of the samplers that are gone. */
  #past: SamplerCounters = { generatedTokens: 0, prefilledTokens: 0, busySeconds: 0 };
  #trainedTokens = 0;
  #trainSeconds = 0;
  #hasGradient = false;

  constructor(source: ModelSource, options: EngineOptions) {
    this.#options = options;
    this.#checkpoint = openSource(source);
  }

  describe(): OpenedModel {
    const { config, companions } = this.#checkpoint;
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
    return this.#lane.exclude(() => writeCheckpoint(folder, this.#checkpoint));
  }

  saveState(folder: string, notes: ReadonlyMap<string, string>): Promise<void> {
    return this.#lane.exclude(() => {
      if (this.#hasGradient) {
        throw new EngineError("a state must be saved after optimStep, got a gradient that waits for it; step first");
      }
      writeCheckpoint(folder, this.#checkpoint, this.#currentTrainer().optimizerState(), notes);
    });
  }

  loadState(folder: string): Promise<boolean> {
    return this.#lane.exclude(async () => {
      recoverFolder(folder);
      const state = readOptimizerState(folder, this.#checkpoint.config);
      if (state === undefined) return false;
      await this.#replace(readCheckpoint(folder), state);
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
      const hash = createHash("sha256").update(JSON.stringify(this.#checkpoint.config));
      for (const { name } of parameterTable(this.#checkpoint.config)) {
        hash.update(name).update(this.#checkpoint.weights.get(name) ?? "");
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

  #currentSampler(): Sampler {
    const { config, weights } = this.#checkpoint;
    this.#sampler ??= createSampler(config, weights, this.#options);
    return this.#sampler;
  }

  #currentTrainer(optimizer?: OptimizerState): Trainer {
    const { config, weights } = this.#checkpoint;
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

  async #replace(checkpoint: Checkpoint, optimizer: OptimizerState | undefined): Promise<void> {
    await this.#dropSampler();
    await this.#dropTrainer();
    this.#checkpoint = checkpoint;
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
