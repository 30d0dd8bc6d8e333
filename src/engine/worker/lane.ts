/** Lets tasks of one kind run together and those of the other kind alone, in the order in which they came. */
export class Lane {
  /** Settles when the latest task that must run alone has ended. */
  #gate: Promise<unknown> = Promise.resolve();
  readonly #shared = new Set<Promise<unknown>>();

  /** Runs a task beside other shared ones, but after every exclusive one that came before. */
  share<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#gate.then(task);
    const settled = result.then(ignore, ignore);
    this.#shared.add(settled);
    void settled.then(() => this.#shared.delete(settled));
    return result;
  }

  /** Runs a task alone: after all that came before, and before all that comes later. */
  exclude<T>(task: () => Promise<T> | T): Promise<T> {
    const before = [this.#gate, ...this.#shared];
    const result = Promise.all(before).then(task);
    this.#gate = result.then(ignore, ignore);
    return result;
  }
}

function ignore(): void {}
