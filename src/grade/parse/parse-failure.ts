/** Thrown inside the parser when a text is not mathematics; the answer then counts as prose. */
export class ParseFailure extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "ParseFailure";
  }
}
