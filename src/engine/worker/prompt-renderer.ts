import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Companions } from "../checkpoint/index.ts";
import type { ChatMessage } from "../tokens/index.ts";
import { EngineError, unpackError, type SentError } from "./errors.ts";

/** The thread's answer to a chat. */
export type RenderedPrompt = { readonly ids: Int32Array } | { readonly error: SentError };

/**
 * Renders chats as token ids in a thread of its own, one at a time: of a megabyte that takes seconds, for which the caller's event
 * loop must not wait. The thread starts with the first chat; between chats it keeps no process alive.
 */
export class PromptRenderer {
  readonly #companions: Companions;
  #latest: Promise<unknown> = Promise.resolve();
  #worker: Worker | undefined;

  /** @param companions the text files of the model's folder */
  constructor(companions: Companions) {
    this.#companions = companions;
  }

  /**
   * The chat up to where the assistant's next response begins.
   *
   * @throws TokenizerError if the template does not take the chat; the signal's reason, at once: a chat that still waits is not rendered
   */
  async render(messages: readonly ChatMessage[], signal?: AbortSignal): Promise<readonly number[]> {
    const mine = this.#latest.then(async () => {
      signal?.throwIfAborted();
      return this.#ask(messages);
    });
    this.#latest = mine.then(ignore, ignore);
    if (signal === undefined) return mine;
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(signal.reason as Error); // whoever aborts gives an error
    signal.addEventListener("abort", leave, { once: true });
    try {
      return await Promise.race([mine, left.promise]);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  async #ask(messages: readonly ChatMessage[]): Promise<readonly number[]> {
    const worker = (this.#worker ??= this.#start());
    worker.ref();
    try {
      const answer = await answerOf(worker, messages);
      if ("error" in answer) throw unpackError(answer.error);
      return Array.from(answer.ids);
    } finally {
      worker.unref();
    }
  }

  #start(): Worker {
    // From source the thread runs as TypeScript, which Node strips; from the package as JavaScript.
    const file = import.meta.url.endsWith(".ts") ? "./prompt-thread.ts" : "./prompt-thread.js";
    const worker = new Worker(new URL(file, import.meta.url), { workerData: this.#companions, execArgv: [] });
    worker.once("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  /** Ends the thread; another chat starts one again. */
  close(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
  }
}

async function answerOf(worker: Worker, messages: readonly ChatMessage[]): Promise<RenderedPrompt> {
  const done = new AbortController(); // takes the listeners away
  try {
    worker.postMessage(messages);
    const ended = once(worker, "exit", done).then(() => {
      throw new EngineError("a chat could not be read: its thread has ended");
    });
    const [answer] = (await Promise.race([once(worker, "message", done), ended])) as [RenderedPrompt]; // as the thread writes it
    return answer;
  } finally {
    done.abort();
  }
}

function ignore(): void {}
