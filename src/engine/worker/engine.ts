import { availableParallelism } from "node:os";
import { readModelConfig } from "../checkpoint/index.ts";
import type { SamplerCounters, SampleFollower, TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import type { ChatMessage, Tokens } from "../tokens/index.ts";
import { samplesAtOnce } from "../decoding/index.ts";
import { openTokens } from "../tokens/index.ts";
import type { BackwardResult, OptimStepOptions, ScoredRow, WeightedRow } from "../training/index.ts";
import { Crew } from "./crew.ts";
import { crewSize } from "./crew-size.ts";
import { EngineError } from "./errors.ts";
import type { SaveOptions } from "./held-model.ts";
import { Lane } from "./lane.ts";
import { requireGpuBuffers, testGpu } from "./test-gpu.ts";
import type { EngineCounters, EngineOptions, ModelSource, OpenedModel } from "./messages.ts";
import { PromptRenderer } from "./prompt-renderer.ts";
import { Stopwatch } from "./stopwatch.ts";
import { deviceTensors } from "./weight-tensors.ts";

/**
 * A model in threads of its own, so that the caller's event loop never waits: samples, scores, trains, saves. Training and
 * sampling share the weights. Samples run together; everything else runs alone, in the order of the calls, so that a call
 * sees the weights as all calls before it left them. A small model is held by several threads, see `crewSize`.
 */
export class Engine {
  readonly #crew: Crew;
  readonly #lane = new Lane();
  readonly #sampling = new Stopwatch();
  readonly #training = new Stopwatch();
  #trainedTokens = 0;
  #model: OpenedModel;
  #tokens: Tokens | undefined;
  #prompts: PromptRenderer | undefined;
  #closed: EngineError | undefined;

  private constructor(crew: Crew, model: OpenedModel) {
    this.#crew = crew;
    this.#model = model;
  }

  /**
   * Opens a model.
   *
   * @param source a model folder's path, or another source
   * @param options `threads` is by default the number of cores; the rest as in a sampler and a trainer
   * @throws CheckpointError if the folder cannot be read; ModelConfigError if the sizes do not fit; EngineError where the GPU
   *   is asked for and there is none, or it computes wrongly
   */
  static async open(source: string | ModelSource, options: Partial<EngineOptions> = {}): Promise<Engine> {
    const { threads = availableParallelism() } = options;
    const from = typeof source === "string" ? { folder: source } : source;
    const config = "folder" in from ? readModelConfig(from.folder) : from.config;
    const isOnGpu = options.device === "webgpu";
    if (isOnGpu) {
      await requireGpuBuffers(deviceTensors(config, options.maxBatch)); // at once, where the test takes a while
      await testGpu();
    }
    const size = isOnGpu ? { workers: 1, threadsPerWorker: threads } : crewSize(config, threads);
    const maxBatch = isOnGpu ? {} : { maxBatch: samplesAtOnce(config) };
    const { crew, model } = await Crew.open(from, { ...maxBatch, ...options, threads }, size);
    return new Engine(crew, model);
  }

  /** Sizes of the model. */
  get config(): OpenedModel["config"] {
    return this.#model.config;
  }

  /** How many samples are decoded at once; more wait for their turn. */
  get samplesAtOnce(): number {
    return this.#crew.samplesAtOnce;
  }

  /** The text files of the model's folder. */
  get companions(): OpenedModel["companions"] {
    return this.#model.companions;
  }

  /**
   * Tokenizer and chat template of the model.
   *
   * @throws TokenizerError if the folder has no tokenizer.json, or one that cannot be read
   */
  get tokens(): Tokens {
    this.#tokens ??= openTokens(this.companions);
    return this.#tokens;
  }

  /**
   * A long chat up to where the assistant's next response begins, rendered beside the event loop.
   *
   * @throws TokenizerError if the template does not take the chat; the signal's reason
   */
  renderPrompt(messages: readonly ChatMessage[], signal?: AbortSignal): Promise<readonly number[]> {
    if (this.#closed !== undefined) return Promise.reject(this.#closed);
    this.#prompts ??= new PromptRenderer(this.companions);
    return this.#prompts.render(messages, signal);
  }

  /** @see Sampler.sample */
  sample(request: TokenSampleRequest, follower?: SampleFollower): Promise<readonly TokenSample[]> {
    return this.#shared(() => this.#sampling.run(() => this.#crew.sample(request, follower)));
  }

  /** Log-probability of every token but the first, given those before it: one list a row, one shorter than the row. */
  logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    return this.#alone(() => this.#training.run(() => this.#crew.logprobs(rows)));
  }

  /** Adds the gradient of the rows' weighted negative log-likelihood. @see Trainer.forwardBackward */
  forwardBackward(rows: readonly WeightedRow[]): Promise<BackwardResult> {
    return this.#alone(async () => {
      const result = await this.#training.run(() => this.#crew.forwardBackward(rows));
      this.#trainedTokens += rows.reduce((sum, { tokens }) => sum + tokens.length, 0);
      return result;
    });
  }

  /** Updates the weights by the gradient and clears it. @see Trainer.optimStep */
  optimStep(options: OptimStepOptions): Promise<{ gradNorm: number }> {
    return this.#alone(() => this.#training.run(() => this.#crew.optimStep(options)));
  }

  /**
   * Writes a model folder, or an adapter's where one is trained, atomically.
   *
   * @param options what is written beside the weights, and how whole ones are stored
   */
  saveWeights(folder: string, options: SaveOptions = {}): Promise<void> {
    return this.#alone(() => this.#crew.first("saveWeights", folder, options));
  }

  /** Writes the model as an ONNX folder for other runtimes, atomically. @see exportGraph */
  saveOnnx(folder: string, notes: ReadonlyMap<string, string> = new Map()): Promise<void> {
    return this.#alone(() => this.#crew.first("saveOnnx", folder, notes));
  }

  /**
   * Writes a model folder with the optimizer's state in it, atomically.
   *
   * @param notes further text files by name, of the caller's own: old or new together with the state
   * @throws EngineError between `forwardBackward` and `optimStep`
   */
  saveState(folder: string, notes: ReadonlyMap<string, string> = new Map()): Promise<void> {
    return this.#alone(() => this.#crew.first("saveState", folder, notes));
  }

  /**
   * Goes on exactly where `saveState` was called.
   *
   * @returns false where the folder holds no complete state; nothing has changed then
   */
  loadState(folder: string): Promise<boolean> {
    return this.#alone(() => this.#crew.loadState(folder));
  }

  /** Takes another model instead of this one; the optimizer restarts. */
  loadWeights(source: string | ModelSource): Promise<void> {
    return this.#alone(async () => {
      this.#model = await this.#crew.loadWeights(typeof source === "string" ? { folder: source } : source);
      this.#tokens = undefined;
      this.#prompts?.close();
      this.#prompts = undefined;
    });
  }

  /** SHA-256 of sizes and weights, in hexadecimal. */
  digest(): Promise<string> {
    return this.#alone(() => this.#crew.first("digest"));
  }

  /** The digest of the model that training starts from, as {@link Engine.digest} of that model alone gives it; asked before the first step. */
  startDigest(): Promise<string> {
    return this.#alone(() => this.#crew.first("startDigest"));
  }

  /** The engine's totals so far; answered at once, also while it is at work. */
  async counters(): Promise<EngineCounters> {
    const samplers = await this.#crew.counters();
    const sum = (counter: keyof SamplerCounters): number => samplers.reduce((total, one) => total + one[counter], 0);
    return {
      generatedTokens: sum("generatedTokens"),
      prefilledTokens: sum("prefilledTokens"),
      trainedTokens: this.#trainedTokens,
      sampleSeconds: this.#sampling.seconds,
      readingShare: sum("readingSeconds") / Math.max(1e-9, sum("busySeconds")),
      trainSeconds: this.#training.seconds,
    };
  }

  /** Ends the threads, after all calls before. */
  async close(): Promise<void> {
    if (this.#closed !== undefined) return;
    const reason = new EngineError("the engine is closed");
    const closing = this.#alone(() => this.#crew.close(reason));
    this.#closed = reason;
    this.#prompts?.close();
    await closing;
  }

  #shared<T>(task: () => Promise<T>): Promise<T> {
    return this.#closed ? Promise.reject(this.#closed) : this.#lane.share(task);
  }

  #alone<T>(task: () => Promise<T>): Promise<T> {
    return this.#closed ? Promise.reject(this.#closed) : this.#lane.exclude(task);
  }
}
