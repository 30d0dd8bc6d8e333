import { defaultSampling } from "../decoding/index.ts";
import type { SamplerCounters, SampleFollower, TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import type { BackwardResult, OptimStepOptions, ScoredRow, WeightedRow } from "../training/index.ts";
import type { CrewSize } from "./crew-size.ts";
import { EngineError } from "./errors.ts";
import type { EngineOptions, MethodName, ModelSource, OpenedModel } from "./messages.ts";
import type { ModelInThread } from "./model-in-thread.ts";
import { type Answer, ModelThread } from "./model-thread.ts";
import { type Piece, Placement } from "./placement.ts";

/**
 * Several threads that hold the same model and work as one: samples are spread over them, a training batch is shared out,
 * and its gradients are summed in the order of the threads, so that all make the same step and keep the same weights.
 * The same number of threads gives the same bytes.
 */
export class Crew {
  readonly #threads: readonly ModelThread[];
  readonly #placement: Placement;
  /** Samples that all threads together decode at once. */
  readonly samplesAtOnce: number;
  /** One slot of gradients for each thread, read by all. */
  #exchange: SharedArrayBuffer | undefined;

  private constructor(threads: readonly ModelThread[], samplesPerThread: number) {
    this.#threads = threads;
    this.#placement = new Placement(threads.length, samplesPerThread);
    this.samplesAtOnce = threads.length * samplesPerThread;
  }

  /** Opens a model in every thread. */
  static async open(
    source: ModelSource,
    options: EngineOptions,
    { workers, threadsPerWorker }: CrewSize,
  ): Promise<{ readonly crew: Crew; readonly model: OpenedModel }> {
    const { prefixBytes, maxBatch } = { ...defaultSampling, ...options };
    const own = { ...options, maxBatch, threads: threadsPerWorker, prefixBytes: Math.floor(prefixBytes / workers) };
    const starting = Array.from({ length: workers }, () => ModelThread.open({ source, options: own }));
    const opened = await Promise.allSettled(starting);
    const threads = opened.flatMap((one) => (one.status === "fulfilled" ? one.value.thread : []));
    for (const one of opened) {
      if (one.status === "fulfilled") continue;
      for (const thread of threads) await thread.terminate(new EngineError("the engine could not be opened"));
      throw one.reason;
    }
    const { model } = await firstOf(starting[0]);
    return { crew: new Crew(threads, maxBatch), model };
  }

  /** Samples n continuations of a prompt, at one thread or, while there is room, at several. */
  async sample(request: TokenSampleRequest, follower?: SampleFollower): Promise<readonly TokenSample[]> {
    const pieces = this.#placement.place(request);
    const samples = await Promise.all(
      pieces.map((piece) => this.#samplePiece(piece, follower).finally(() => this.#placement.done(piece))),
    );
    return samples.flat();
  }

  /** Log-probabilities of the rows' tokens, each thread scoring a share of the rows. */
  async logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    const edge = (worker: number): number => Math.round((worker * rows.length) / this.#threads.length);
    const shares = this.#threads.map((thread, worker) => ({
      thread,
      rows: rows.slice(edge(worker), edge(worker + 1)),
    }));
    const scoring = shares.filter((share) => share.rows.length > 0);
    const scores = await Promise.all(scoring.map((share) => share.thread.call("logprobs", share.rows)));
    return scores.flat();
  }

  /** Adds the rows' gradients: every thread packs all rows alike and computes its share of the packed trees. */
  async forwardBackward(rows: readonly WeightedRow[]): Promise<BackwardResult> {
    const of = this.#threads.length;
    const results = await this.#each((thread, index) => thread.call("forwardBackward", rows, { index, of }));
    return { ...firstOf(results[0]), loss: results.reduce((sum, { loss }) => sum + loss, 0) };
  }

  /** Sums the threads' gradients; then every thread makes the same step. */
  async optimStep(options: OptimStepOptions): Promise<{ gradNorm: number }> {
    const workers = this.#threads.length;
    if (workers > 1) {
      const exchange = (this.#exchange ??= await this.#newExchange());
      await this.#each((thread, worker) => thread.call("giveGradients", { exchange, worker, workers }));
      await this.#each((thread) => thread.call("takeGradients", { exchange, workers }));
    }
    const [result] = await this.#each((thread) => thread.call("optimStep", options));
    return firstOf(result);
  }

  /**
   * Takes another state in every thread, in the first one before the others: it may have to put the folder in order.
   *
   * @returns false where the folder holds no complete state; nothing has changed then
   */
  async loadState(folder: string): Promise<boolean> {
    if (!(await this.first("loadState", folder))) return false;
    await this.#each((thread, worker) => (worker === 0 ? Promise.resolve(true) : thread.call("loadState", folder)));
    return true;
  }

  /** Takes another model in every thread. */
  async loadWeights(source: ModelSource): Promise<OpenedModel> {
    const [model] = await this.#each((thread) => thread.call("loadWeights", source));
    this.#exchange = undefined; // the model may be of another size
    return firstOf(model);
  }

  /** Calls a method of the first thread's model, for what all threads would answer alike. */
  first<K extends MethodName>(method: K, ...args: Parameters<ModelInThread[K]>): Promise<Answer<K>> {
    return firstOf(this.#threads[0]).call(method, ...args);
  }

  /** Each sampler's totals. */
  counters(): Promise<readonly SamplerCounters[]> {
    return Promise.all(this.#threads.map((thread) => thread.call("counters")));
  }

  /** Frees the models and ends the threads. */
  async close(reason: EngineError): Promise<void> {
    await Promise.allSettled(this.#threads.map((thread) => thread.call("close"))); // one may have ended before
    await this.#terminate(reason);
  }

  async #terminate(reason: EngineError): Promise<void> {
    for (const thread of this.#threads) await thread.terminate(reason);
  }

  async #samplePiece({ worker, request }: Piece, follower?: SampleFollower): Promise<readonly TokenSample[]> {
    const thread = firstOf(this.#threads[worker]);
    return follower === undefined ? thread.call("sample", request) : thread.follow(request, follower);
  }

  async #newExchange(): Promise<SharedArrayBuffer> {
    const elements = await this.first("gradientElements");
    return new SharedArrayBuffer(Float32Array.BYTES_PER_ELEMENT * elements * this.#threads.length);
  }

  /**
   * Does the same at every thread.
   *
   * @throws what all threads throw alike; EngineError, ending the crew, where only some do: they no longer hold the same model
   */
  async #each<T>(work: (thread: ModelThread, worker: number) => Promise<T>): Promise<readonly T[]> {
    const outcomes = await Promise.allSettled(this.#threads.map(work));
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed === undefined) return outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const cause: unknown = failed.reason;
    if (outcomes.every(({ status }) => status === "rejected")) throw cause;
    const reason = new EngineError(`the engine's threads no longer hold the same model: ${String(cause)}`, { cause });
    await this.#terminate(reason);
    throw reason;
  }
}

/** A crew has one thread at least. */
function firstOf<T>(item: T | undefined): T {
  if (item === undefined) throw new EngineError("an engine must have a thread at least, got none");
  return item;
}
