import { CommanderError } from "commander";
import { DiskError, diskError } from "../disk/index.ts";
import {
  AdapterError,
  EngineError,
  ModelConfigError,
  TokenizerError,
  UnsupportedModelError,
} from "../engine/errors.ts";
import { BudgetReached, ConfigError, DamageError, DivergenceError, InfrastructureError } from "../mdp/index.ts";
import { exitCodes } from "./exit-codes.ts";
import { Interrupted } from "./process/interrupt.ts";

/**
 * Tells a person what went wrong, in one paragraph without a stack, and gives the exit code. `RISE_DEBUG=1` adds the stack and
 * the causes.
 *
 * @param write receives the paragraph
 */
export function reportError(error: unknown, isDebug: boolean, write: (line: string) => void): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage; // it has spoken
  if (error instanceof Interrupted) {
    const kept = "what was done is kept, and the same command resumes from here";
    write(`rise: stopped; ${error.isKept ? kept : "nothing was written, and the same command starts anew"}`);
    return exitCodes.interrupted;
  }
  if (error instanceof BudgetReached) {
    write(`rise: ${error.message}: what was done is kept, and the same command resumes from here`);
    return exitCodes.budget;
  }
  write(`rise: ${describe(error)}`);
  if (isDebug && error instanceof Error) write(stackOf(error));
  return isUsage(error) ? exitCodes.usage : exitCodes.error;
}

/** The user asked for something impossible; all else that speaks to the user is a failure of the files, the model or the machine. */
function isUsage(error: unknown): boolean {
  if (error instanceof DamageError) return false;
  return [ConfigError, UnsupportedModelError, ModelConfigError, TokenizerError, AdapterError].some(
    (refusal) => error instanceof refusal,
  );
}

/**
 * Errors of these classes speak to the user by themselves. A new class that does extends one of them: then it is told as it is,
 * wherever it was thrown.
 */
const spoken = [ConfigError, BudgetReached, InfrastructureError, DivergenceError, EngineError, DiskError] as const;

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (spoken.some((speaking) => error instanceof speaking)) return error.message;
  const told = diskError(error, error.message, "path" in error ? String(error.path) : ".");
  if (told instanceof DiskError) return told.message;
  if (isOutOfMemory(error)) {
    return `${error.message}: this machine has too little memory for it; close other programs, lower the batch, or use a smaller model (\`npx rise-lm plan CONFIG\` says what a run needs)`;
  }
  return `${error.message} (a fault of rise itself: run again with RISE_DEBUG=1 and report what it prints)`;
}

/** JavaScript's and the engine's native library's own words: they have no class for it. */
const isOutOfMemory = ({ message }: Error): boolean =>
  /allocation failed|bad_alloc|failed to allocate memory|cannot allocate memory|ENOMEM/i.test(message);

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
