import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import type { Tokens } from "../tokens/index.ts";
import { openTokens } from "../tokens/index.ts";
import type { BackwardResult, OptimStepOptions, ScoredRow, WeightedRow } from "../training/index.ts";
import { EngineError, unpackError } from "./errors.ts";
import type { EngineCounters, EngineOptions, MethodName, ModelSource, OpenedModel } from "./messages.ts";
import type { Call, Reply, ThreadStart } from "./messages.ts";
import type { ModelInThread } from "./model-in-thread.ts";

interface Settle {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A model in a thread of its own, so that the caller's event loop never waits: samples, scores, trains, saves. Training and
 * sampling share the weights. Samples run together; everything else runs alone, in the order of the calls, so that a call
 * sees the weights as all calls before it left them.
 */
export class Engine {
  readonly #worker: Worker;
  readonly #calls = new Map<number, Settle>();
  #nextId = 1;
  #ended: EngineError | undefined;
  #model: OpenedModel | undefined;
  #tokens: Tokens | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (reply: Reply) => this.#settle(reply));
    worker.on("error", (cause) => this.#end(new EngineError(`the engine's thread failed: ${cause}`, { cause })));
    worker.on("exit", (code) => this.#end(new EngineError(`the engine's thread has ended (exit code ${code})`)));
  }

  /**
   * Opens a model.
   *
   * @param source a model folder's path, or another source
   * @param options `threads` is by default the number of cores; the rest as in a sampler and a trainer
   * @throws CheckpointError if the folder cannot be read; ModelConfigError if the sizes do not fit
   */
  static async open(source: string | ModelSource, options: Partial<EngineOptions> = {}): Promise<Engine> {
    const start: ThreadStart = {
      source: typeof source === "string" ? { folder: source } : source,
      options: { threads: availableParallelism(), ...options },
    };
    // From source the thread runs as TypeScript, which Node strips; from the package as JavaScript.
    const file = import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js";
    const worker = new Worker(new URL(file, import.meta.url), { workerData: start, execArgv: [] });
    const engine = new Engine(worker);
    try {
      engine.#model = (await engine.#reply(0)) as OpenedModel; // reply 0 is the model, by the protocol
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    return engine;
  }

  /** Sizes of the model. */
  get config(): OpenedModel["config"] {
    return this.#opened().config;
  }

  /** The text files of the model's folder. */
  get companions(): OpenedModel["companions"] {
    return this.#opened().companions;
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

  /** @see Sampler.sample */
  sample(request: TokenSampleRequest): Promise<readonly TokenSample[]> {
    return this.#call("sample", request);
  }

  /** Log-probability of every token but the first, given those before it: one list a row, one shorter than the row. */
  logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    return this.#call("logprobs", rows);
  }

  /** Adds the gradient of the rows' weighted negative log-likelihood. @see Trainer.forwardBackward */
  forwardBackward(rows: readonly WeightedRow[]): Promise<BackwardResult> {
    return this.#call("forwardBackward", rows);
  }

  /** Updates the weights by the gradient and clears it. @see Trainer.optimStep */
  optimStep(options: OptimStepOptions): Promise<{ gradNorm: number }> {
    return this.#call("optimStep", options);
  }

  /** Writes a model folder, atomically. */
  saveWeights(folder: string): Promise<void> {
    return this.#call("saveWeights", folder);
  }

  /**
   * Writes a model folder with the optimizer's state in it, atomically.
   *
   * @param notes further text files by name, of the caller's own: old or new together with the state
   * @throws EngineError between `forwardBackward` and `optimStep`
   */
  saveState(folder: string, notes: ReadonlyMap<string, string> = new Map()): Promise<void> {
    return this.#call("saveState", folder, notes);
  }

  /**
   * Goes on exactly where `saveState` was called.
   *
   * @returns false where the folder holds no complete state; nothing has changed then
   */
  loadState(folder: string): Promise<boolean> {
    return this.#call("loadState", folder);
  }

  /** Takes another model in place of this one; the optimizer starts anew. */
  async loadWeights(source: string | ModelSource): Promise<void> {
    this.#model = await this.#call("loadWeights", typeof source === "string" ? { folder: source } : source);
    this.#tokens = undefined;
  }

  /** SHA-256 of sizes and weights, in hexadecimal. */
  digest(): Promise<string> {
    return this.#call("digest");
  }

  /** What the engine has done so far; answered at once, also while it is at work. */
  counters(): Promise<EngineCounters> {
    return this.#call("counters");
  }

  /** Ends the thread, after all calls before. */
  async close(): Promise<void> {
    if (this.#ended !== undefined) return;
    await this.#call("close");
    this.#end(new EngineError("the engine is closed"));
    await this.#worker.terminate();
  }

  #opened(): OpenedModel {
    if (this.#model !== undefined) return this.#model;
    throw new EngineError("the engine must be opened by Engine.open");
  }

  #call<K extends MethodName>(
    method: K,
    ...args: Parameters<ModelInThread[K]>
  ): Promise<Awaited<ReturnType<ModelInThread[K]>>> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    const call: Call = { id, method, args };
    this.#worker.postMessage(call);
    return this.#reply(id) as Promise<Awaited<ReturnType<ModelInThread[K]>>>; // the thread answers with what the method returns
  }

  /** While a reply is awaited the thread keeps the process alive, and not longer. */
  #reply(id: number): Promise<unknown> {
    this.#worker.ref();
    return new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }));
  }

  #settle(reply: Reply): void {
    const call = this.#calls.get(reply.id);
    this.#calls.delete(reply.id);
    if (this.#calls.size === 0) this.#worker.unref();
    if ("error" in reply) call?.reject(unpackError(reply.error));
    else call?.resolve(reply.result);
  }

  #end(reason: EngineError): void {
    this.#ended ??= reason;
    for (const { reject } of this.#calls.values()) reject(this.#ended);
    this.#calls.clear();
  }
}
