import { EngineError, engineErrors } from "../errors.ts";

export { EngineError };

/** An error on its way between threads: structured clone would turn our classes into plain Errors. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly cause: SentError | undefined;
  /** Of a system's error, such as ENOSPC, and the path that it is about. */
  readonly system: Readonly<Partial<Record<SystemField, unknown>>>;
}

const systemFields = ["code", "errno", "syscall", "path"] as const;
type SystemField = (typeof systemFields)[number];

const classes = [...engineErrors, RangeError, TypeError] as const;

/** Causes that are sent with an error: one may be its own cause. */
const MOST_CAUSES = 8;

/** Takes an error apart for sending. */
export function packError(error: unknown, causes = MOST_CAUSES): SentError {
  if (!(error instanceof Error))
    return { name: "Error", message: inWords(error), stack: undefined, cause: undefined, system: {} };
  const cause = error.cause === undefined || causes === 0 ? undefined : packError(error.cause, causes - 1);
  return {
    name: String(error.name),
    message: String(error.message),
    stack: error.stack,
    cause,
    system: systemOf(error),
  };
}

function systemOf(error: Error): SentError["system"] {
  const fields = systemFields.flatMap((field) => {
    const value: unknown = Reflect.get(error, field);
    return typeof value === "string" || typeof value === "number" ? [[field, value] as const] : [];
  });
  return Object.fromEntries(fields);
}

function inWords(thrown: unknown): string {
  return typeof thrown === "object" || typeof thrown === "function"
    ? Object.prototype.toString.call(thrown)
    : String(thrown);
}

/** Builds the error that was sent: class, message, stack, cause, and what the system said. */
export function unpackError({ name, message, stack, cause, system }: SentError): Error {
  const ErrorClass = classes.find((candidate) => candidate.name === name) ?? Error;
  const error = new ErrorClass(message, cause && { cause: unpackError(cause) });
  if (stack !== undefined) error.stack = stack;
  return Object.assign(error, system);
}
