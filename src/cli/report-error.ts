import { CommanderError } from "commander";
import { DiskError, diskError } from "../disk/index.ts";
import { BudgetReached, ConfigError, DamageError, InfrastructureError } from "../mdp/index.ts";
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
    write("rise: stopped; what was done is kept, and the same command goes on from here");
    return exitCodes.interrupted;
  }
  if (error instanceof BudgetReached) {
    write(`rise: ${error.message}: what was done is kept, and the same command goes on from here`);
    return exitCodes.budget;
  }
  write(`rise: ${describe(error)}`);
  if (isDebug && error instanceof Error) write(stackOf(error));
  return error instanceof ConfigError && !(error instanceof DamageError) ? exitCodes.usage : exitCodes.error;
}

/** Errors that speak to the user by themselves; any other is a fault of ours. */
const spoken: readonly string[] = [
  ConfigError.name,
  InfrastructureError.name,
  "AdapterError",
  "CheckpointError",
  "DiskError",
  "EngineError",
  "ModelConfigError",
  "RowError",
  "SampleRequestError",
  "TokenizerError",
];

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (spoken.includes(error.name)) return error.message;
  const told = diskError(error, error.message, "path" in error ? String(error.path) : ".");
  if (told instanceof DiskError) return told.message;
  return `${error.message} (a fault of rise itself: run again with RISE_DEBUG=1 and report what it prints)`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
