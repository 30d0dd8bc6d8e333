import type { InferenceSession } from "onnxruntime-node";
import type { CompileOptions, Graph } from "../graph/index.ts";
import { compile } from "../graph/index.ts";

/** Compiled graphs by name; the least recently used one is released when there are too many. */
export class Sessions {
  readonly #options: CompileOptions;
  readonly #most: number;
  readonly #byName = new Map<string, InferenceSession>();

  constructor(options: CompileOptions, most: number) {
    this.#options = options;
    this.#most = most;
  }

  /** The session of that name, compiled from `build()` where there is none. */
  async get(name: string, build: () => Graph): Promise<InferenceSession> {
    const session = this.#byName.get(name) ?? (await this.#compile(build));
    this.#byName.delete(name);
    this.#byName.set(name, session); // a map keeps the order of insertion: the last one is the latest used
    return session;
  }

  async #compile(build: () => Graph): Promise<InferenceSession> {
    const [oldest] = this.#byName;
    if (oldest && this.#byName.size >= this.#most) {
      this.#byName.delete(oldest[0]);
      await oldest[1].release();
    }
    return compile(build(), this.#options);
  }

  /** Frees every session. */
  async release(): Promise<void> {
    const sessions = [...this.#byName.values()];
    this.#byName.clear();
    for (const session of sessions) await session.release();
  }
}
