/** A tokenizer or chat template that cannot be used; the message says what was wanted, found, and the cure. */
export class TokenizerError extends Error {
  override readonly name = "TokenizerError";
}
