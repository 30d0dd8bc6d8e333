import "../graph/without-telemetry.ts";
import { Worker } from "node:worker_threads";
import { EngineError, unpackError } from "./errors.ts";
import type { SampleFollower, TokenSample, TokenSampleRequest } from "../decoding/index.ts";
import type { Call, Interjection, MethodName, NewTokens, OpenedModel, Reply, ThreadStart } from "./messages.ts";
import type { ModelInThread } from "./model-in-thread.ts";

/** The result of a method of the thread's model. */
export type Answer<K extends MethodName> = Awaited<ReturnType<ModelInThread[K]>>;

interface Settle {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that holds a model, seen from outside: calls go there as messages, answers come back as promises. */
export class ModelThread {
  readonly #worker: Worker;
  readonly #calls = new Map<number, Settle>();
  /** Calls whose tokens are told as they come. */
  readonly #listeners = new Map<number, (token: number, index: number) => void>();
  #nextId = 1;
  #ended: EngineError | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (message: Reply | NewTokens) => {
      if ("newTokens" in message) this.#pass(message);
      else this.#settle(message);
    });
    worker.on("error", (cause) => this.#end(new EngineError(`the engine's thread failed: ${cause}`, { cause })));
    worker.on("exit", (code) => this.#end(new EngineError(`the engine's thread has ended (exit code ${code})`)));
  }

  /** Starts a thread, which opens a model. */
  static async open(start: ThreadStart): Promise<{ readonly thread: ModelThread; readonly model: OpenedModel }> {
    // From source the thread runs as TypeScript, which Node strips; from the package as JavaScript.
    const file = import.meta.url.endsWith(".ts") ? "./thread.ts" : "./thread.js";
    const worker = new Worker(new URL(file, import.meta.url), { workerData: start, execArgv: [] });
    const thread = new ModelThread(worker);
    try {
      return { thread, model: (await thread.#reply(0)) as OpenedModel }; // reply 0 is the model, by the protocol
    } catch (error) {
      await worker.terminate();
      throw error;
    }
  }

  /** Calls a method of the thread's model. */
  call<K extends MethodName>(method: K, ...args: Parameters<ModelInThread[K]>): Promise<Answer<K>> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = this.#nextId++;
    const call: Call = { id, method, args };
    this.#worker.postMessage(call);
    return this.#reply(id) as Promise<Answer<K>>; // the thread answers with what the method returns
  }

  /** Samples that are followed while they are under way. */
  async follow(request: TokenSampleRequest, { onToken, signal }: SampleFollower): Promise<readonly TokenSample[]> {
    if (this.#ended !== undefined) throw this.#ended;
    signal?.throwIfAborted();
    const id = this.#nextId++;
    const interject = (say: Interjection["say"]): void => this.#worker.postMessage({ id, say });
    const giveUp = (): void => interject("giveUp");
    if (onToken !== undefined) {
      this.#listeners.set(id, (token, index) => {
        if (onToken(token, index) === "enough") interject({ enough: index });
      });
    }
    const call: Call = { id, method: "sample", args: [request], follows: { tokens: onToken !== undefined } };
    this.#worker.postMessage(call);
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      return (await this.#reply(id)) as readonly TokenSample[]; // as `sample` answers
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    } finally {
      signal?.removeEventListener("abort", giveUp);
      this.#listeners.delete(id);
    }
  }

  #pass({ newTokens }: NewTokens): void {
    for (let i = 0; i < newTokens.length; i += 3) {
      this.#listeners.get(newTokens[i] ?? 0)?.(newTokens[i + 2] ?? 0, newTokens[i + 1] ?? 0);
    }
  }

  /** Ends the thread at once; calls under way are rejected with `reason`. */
  async terminate(reason: EngineError): Promise<void> {
    this.#end(reason);
    await this.#worker.terminate();
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
