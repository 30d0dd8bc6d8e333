/** Work that is done once, when its result is first asked for. Work that failed is done again when it is next asked for. */
export class Once<T> {
  readonly #work: () => Promise<T>;
  #result: Promise<T> | undefined;

  constructor(work: () => Promise<T>) {
    this.#work = work;
  }

  /** The result, or its work under way; undefined where there is none. */
  get known(): Promise<T> | undefined {
    return this.#result;
  }

  /** The result, for which the work is done where it was not. */
  get(): Promise<T> {
    this.#result ??= this.#try();
    return this.#result;
  }

  /** The next `get` does the work again. */
  forget(): void {
    this.#result = undefined;
  }

  async #try(): Promise<T> {
    await undefined; // so that a failure is seen when `#result` is already set
    try {
      return await this.#work();
    } catch (error) {
      this.forget();
      throw error;
    }
  }
}
