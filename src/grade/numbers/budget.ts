/** Thrown when a comparison has used up its work; the comparison then answers `unknown`. */
export class BudgetExceeded extends Error {
  constructor() {
    super("the comparison's work budget is used up");
    this.name = "BudgetExceeded";
  }
}

/** The work one comparison may still do, in units of about a microsecond; this is what bounds the time of every comparison. */
export class Budget {
  #left: number;

  constructor(units: number) {
    this.#left = units;
  }

  /** Takes `units` from what is left. @throws BudgetExceeded when nothing is left */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new BudgetExceeded();
  }
}
