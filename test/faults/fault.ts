/** What a class of faults came to: how often it was injected, and how often an invariant did not hold. */
export interface FaultResult {
  readonly injected: number;
  readonly violated: number;
  /** One line for each violation, and whatever a reader of the table should know. */
  readonly notes: readonly string[];
}

/** A class of faults. Each file of `classes/` exports one as `fault`. */
export interface Fault {
  /** As the table shows it. */
  readonly name: string;
  /** In the short form a few points of each kind; in full all of them. */
  run(options: { readonly full: boolean }): Promise<FaultResult>;
}

/** Counts injections and violations as they come. */
export class Tally {
  #injected = 0;
  readonly #violations: string[] = [];
  readonly #remarks: string[] = [];

  /** One injection, and what did not hold under it: nothing, where all is well. */
  record(what: string, broken: readonly string[]): void {
    this.#injected++;
    if (broken.length > 0) this.#violations.push(`${what}: ${broken.join("; ")}`);
  }

  /** Something that is no violation and yet should be known, such as what this machine does not allow to try. */
  remark(line: string): void {
    this.#remarks.push(line);
  }

  result(): FaultResult {
    return {
      injected: this.#injected,
      violated: this.#violations.length,
      notes: [...this.#violations, ...this.#remarks],
    };
  }
}
