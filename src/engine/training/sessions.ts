import type { Graph } from "../graph/index.ts";

/** A graph that is ready to run. */
interface Released {
  release(): Promise<void>;
}

/** Compiled graphs by name; the least recently used one is released when there are too many. */
export class Sessions<Session extends Released> {
  readonly #compile: (graph: Graph) => Promise<Session>;
  readonly #most: number;
  readonly #byName = new Map<string, Session>();

  constructor(compile: (graph: Graph) => Promise<Session>, most: number) {
    this.#compile = compile;
    this.#most = most;
  }

  /** The session of that name, compiled from `build()` where there is none. */
  async get(name: string, build: () => Graph): Promise<Session> {
    const session = this.#byName.get(name) ?? (await this.#make(build));
    this.#byName.delete(name);
    this.#byName.set(name, session); // a map keeps the order of insertion: the last one is the latest used
    return session;
  }

  async #make(build: () => Graph): Promise<Session> {
    const [oldest] = this.#byName;
    if (oldest && this.#byName.size >= this.#most) {
      this.#byName.delete(oldest[0]);
      await oldest[1].release();
    }
    return this.#compile(build());
  }

  /** Frees every session. */
  async release(): Promise<void> {
    const sessions = [...this.#byName.values()];
    this.#byName.clear();
    for (const session of sessions) await session.release();
  }
}
