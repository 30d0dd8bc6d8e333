import { AdapterError } from "../adapter/index.ts";
import { CheckpointError } from "../checkpoint/index.ts";
import { SampleRequestError } from "../decoding/index.ts";
import { GraphError } from "../graph/index.ts";
import { ModelConfigError } from "../model/index.ts";
import { TokenizerError } from "../tokens/index.ts";
import { RowError, TrainingError } from "../training/index.ts";

/** The engine cannot do what it is asked in its present state, or its thread has ended. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

/** An error on its way between threads: structured clone would turn our classes into plain Errors. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: SentError | undefined;
}

const CLASSES = [
  AdapterError,
  CheckpointError,
  EngineError,
  GraphError,
  ModelConfigError,
  RowError,
  SampleRequestError,
  TokenizerError,
  TrainingError,
  RangeError,
  TypeError,
] as const;

/** Causes that are sent with an error: one may be its own cause. */
const MOST_CAUSES = 8;

/** Takes an error apart for sending. */
export function packError(error: unknown, causes = MOST_CAUSES): SentError {
  if (!(error instanceof Error)) return { name: "Error", message: inWords(error), stack: undefined, cause: undefined };
  const cause = error.cause === undefined || causes === 0 ? undefined : packError(error.cause, causes - 1);
  return { name: String(error.name), message: String(error.message), stack: error.stack, cause };
}

function inWords(thrown: unknown): string {
  return typeof thrown === "object" || typeof thrown === "function"
    ? Object.prototype.toString.call(thrown)
    : String(thrown);
}

/** Builds the error that was sent: class, message, stack and cause. */
export function unpackError({ name, message, stack, cause }: SentError): Error {
  const ErrorClass = CLASSES.find((candidate) => candidate.name === name) ?? Error;
  const error = new ErrorClass(message, cause && { cause: unpackError(cause) });
  if (stack !== undefined) error.stack = stack;
  return error;
}
