/** Measures the time in which at least one of its tasks runs. */
export class Stopwatch {
  #running = 0;
  #startedMs = 0;
  #elapsedMs = 0;

  /** Time so far, seconds. */
  get seconds(): number {
    const current = this.#running > 0 ? performance.now() - this.#startedMs : 0;
    return (this.#elapsedMs + current) / 1000;
  }

  /** Runs a task while the watch runs. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#running++ === 0) this.#startedMs = performance.now();
    try {
      return await task();
    } finally {
      if (--this.#running === 0) this.#elapsedMs += performance.now() - this.#startedMs;
    }
  }
}
