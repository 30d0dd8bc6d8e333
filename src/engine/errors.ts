/**
 * The engine's errors. An {@link EngineError} speaks to the user: its message says what was wanted, what was found, and the
 * cure. Any other error, a {@link GraphError} above all, is a fault of the engine's own.
 */

/** The engine cannot do what it is asked; by itself: not in its present state, or because its thread has ended. */
export class EngineError extends Error {
  override readonly name: string = "EngineError";
}

/** A model folder, or a file in it, that cannot be used as it is. */
export class CheckpointError extends EngineError {
  override readonly name: string = "CheckpointError";
}

/** A model that is whole and yet not one for this engine: it is not there, or has parts that are not computed here. */
export class UnsupportedModelError extends CheckpointError {
  override readonly name = "UnsupportedModelError";
}

/** A model configuration that cannot be built. */
export class ModelConfigError extends EngineError {
  override readonly name = "ModelConfigError";
}

/** A tokenizer or chat template that cannot be used. */
export class TokenizerError extends EngineError {
  override readonly name = "TokenizerError";
}

/** An adapter that cannot be used: a setting out of range, or one that does not fit the model. */
export class AdapterError extends EngineError {
  override readonly name = "AdapterError";
}

/** A row that the model cannot train on or score; the message names the row. */
export class RowError extends EngineError {
  override readonly name = "RowError";
}

/** A request that the model cannot serve. */
export class SampleRequestError extends EngineError {
  override readonly name = "SampleRequestError";
}

/** A state that cannot be trained on: arrays that do not fit the model, or a gradient that is not finite. */
export class TrainingError extends EngineError {
  override readonly name = "TrainingError";
}

/** A fault in a graph under construction, always ours: the message names the operator and the shapes. */
export class GraphError extends Error {
  override readonly name = "GraphError";
}

/** Every class above, by which an error from another thread is made again. */
export const engineErrors = [
  EngineError,
  CheckpointError,
  UnsupportedModelError,
  ModelConfigError,
  TokenizerError,
  AdapterError,
  RowError,
  SampleRequestError,
  TrainingError,
  GraphError,
] as const;
