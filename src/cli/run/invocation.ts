import { basename } from "node:path";
import type { RunDirectory } from "../../store/index.ts";
import type { RunConfigSource } from "../config/load-run-config.ts";
import { packageVersion } from "../package-version.ts";

/** How a run was first asked for; its resolved config says the same in full. */
interface Invocation {
  /** The config file's name. */
  readonly config: string;
  readonly set: readonly string[];
  readonly smoke: boolean;
  /** The version of rise-lm. */
  readonly version: string;
}

const step = "invocation";

/** Records how a run was asked for, the first time. */
export function recordInvocation(run: RunDirectory, { config, set = [], smoke = false }: RunConfigSource): void {
  if (run.document(step) !== undefined) return;
  const name = typeof config === "string" ? basename(config) : "an object";
  run.saveDocument(step, { config: name, set, smoke, version: packageVersion() } satisfies Invocation);
}

/** Whether a run was shrunk by --smoke: its numbers mean nothing. */
export function wasSmoke(run: RunDirectory): boolean {
  return invocationOf(run)?.smoke === true;
}

/** Caveats on the run's report that follow from how it was asked for. */
export function invocationNotes(run: RunDirectory): readonly string[] {
  const invocation = invocationOf(run);
  if (invocation === undefined) return [];
  return [
    ...(invocation.smoke ? ["A smoke run (--smoke): its numbers mean nothing; they show that the loop runs."] : []),
    ...(invocation.set.length > 0 ? [`Set on the command line: ${invocation.set.join(", ")}.`] : []),
  ];
}

/** The version of rise-lm that began a run, where it is known. */
export function recordedVersion(run: RunDirectory): string | undefined {
  return invocationOf(run)?.version;
}

const invocationOf = (run: RunDirectory): Invocation | undefined => run.document(step) as Invocation | undefined; // written above
