import { Undefined, type Value } from "./values.ts";

/** The names that a part of a template sees: its own, and those around it. */
export class Scope {
  readonly #own = new Map<string, Value>();
  readonly #outer: Scope | undefined;

  constructor(outer?: Scope) {
    this.#outer = outer;
  }

  /** The value of a name, or undefined as a value. */
  find(name: string): Value {
    const value = this.#own.get(name);
    if (value !== undefined) return value;
    return this.#outer?.find(name) ?? (this.#outer === undefined ? new Undefined(name) : null);
  }

  /** Gives a name a value here; those around keep theirs. */
  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }
}
