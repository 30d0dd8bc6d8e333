/** A model folder, or a file in it, that cannot be used as it is; the message says what was wanted, found, and the cure. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}
