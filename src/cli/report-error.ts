import { CommanderError } from "commander";
import { BudgetReached, ConfigError, InfrastructureError } from "../mdp/index.ts";
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
  return error instanceof ConfigError ? exitCodes.usage : exitCodes.error;
}

/** Errors that speak to the user by themselves; any other is a fault of ours. */
const spoken: readonly string[] = [
  ConfigError.name,
  InfrastructureError.name,
  "AdapterError",
  "CheckpointError",
  "EngineError",
  "ModelConfigError",
  "RowError",
  "SampleRequestError",
  "TokenizerError",
];

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (spoken.includes(error.name)) return error.message;
  const systemError = describeSystemError(error);
  return (
    systemError ?? `${error.message} (a fault of rise itself: run again with RISE_DEBUG=1 and report what it prints)`
  );
}

function describeSystemError(error: Error): string | undefined {
  if (!("code" in error)) return undefined;
  const cures: Record<string, string> = {
    ENOSPC: "the disk is full; make room and run the same command again",
    EACCES: "permission is missing; check the owner of the file or choose another folder",
    EROFS: "the file system is read-only; choose another folder",
    ENOENT: "the file or folder does not exist; check its path",
    EEXIST: "something else has that name; choose another",
    ENOTDIR: "a file stands where a folder was wanted; choose another path",
    EISDIR: "a folder stands where a file was wanted; choose another path",
    EMFILE: "too many files are open; raise the limit (ulimit -n)",
  };
  const cure = cures[String(error.code)];
  return cure === undefined ? undefined : `${error.message}: ${cure}`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
