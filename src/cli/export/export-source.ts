import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { isAdapterFolder, openAdapter } from "../../engine/index.ts";
import { ConfigError, modelDigestOf, type Evaluation, type IterationSoFar } from "../../mdp/index.ts";
import { modelFolder } from "../../policies/index.ts";
import { isRunDirectory, readRun, type RunDirectory } from "../../store/index.ts";
import { runSchema, type RunConfig } from "../config/run-schema.ts";
import { readResults } from "../run/results.ts";

/** The source of an export: a model's or an adapter's folder, with what is known of it. */
export interface ExportSource {
  readonly folder: string;
  readonly isAdapter: boolean;
  /** The folder of the model that it was trained from; undefined where nobody recorded it. */
  readonly base: string | undefined;
  /** The run that made it, if any. */
  readonly made: MadeByRun | undefined;
}

/** A run's record of one of its models. */
export interface MadeByRun {
  readonly config: RunConfig;
  readonly iteration: number;
  /** The digest that the run knows the model's weights by; undefined where it has not opened them yet. */
  readonly digest: string | undefined;
  /** Of iterations 1 to `iteration`. */
  readonly iterations: readonly IterationSoFar[];
  /** The starting model's and the model's own, as far as they are finished. */
  readonly evaluations: readonly Evaluation[];
}

/**
 * Finds what is to be exported: a run's last trained model, or the folder itself; a folder of a run's iteration is known as such.
 *
 * @throws ConfigError if there is no such folder, or the run has trained nothing yet
 */
export function findSource(name: string): ExportSource {
  if (isRunDirectory(name)) return withRun(name, (run) => ofIteration(run, name, lastTrained(run, name)));
  const folder = modelFolder(name);
  if (!existsSync(folder)) throw new ConfigError(`there is no run and no model folder ${name}; check the path`);
  const runFolder = dirname(dirname(resolve(folder)));
  const iteration = Number(/^iteration-(\d+)$/.exec(basename(dirname(resolve(folder))))?.[1]);
  if (Number.isInteger(iteration) && basename(folder) === "model" && isRunDirectory(runFolder)) {
    return withRun(runFolder, (run) => ofIteration(run, runFolder, iteration));
  }
  return { folder, isAdapter: isAdapterFolder(folder), base: baseOf(folder, undefined), made: undefined };
}

function withRun<T>(folder: string, use: (run: RunDirectory) => T): T {
  const run = readRun(folder);
  try {
    return use(run);
  } finally {
    run.close();
  }
}

function lastTrained(run: RunDirectory, name: string): number {
  const trained = readResults(run).iterations.filter(({ training }) => training !== undefined);
  const last = trained.at(-1)?.iteration;
  if (last !== undefined) return last;
  throw new ConfigError(
    `run ${name} has trained no model yet; resume it with npx rise-lm run CONFIG, or export a model's folder`,
  );
}

function ofIteration(run: RunDirectory, runFolder: string, iteration: number): ExportSource {
  const folder = join(runFolder, `iteration-${iteration}`, "model");
  const { evaluations, iterations } = readResults(run);
  const config = runSchema.parse(run.config);
  const names = ["base", `iteration-${iteration}`];
  return {
    folder,
    isAdapter: isAdapterFolder(folder),
    base: baseOf(folder, config.model),
    made: {
      config,
      iteration,
      digest: modelDigestOf(run, `iteration-${iteration}`),
      iterations: iterations.slice(0, iteration),
      evaluations: evaluations.filter(({ scores }) => names.includes(scores.name)),
    },
  };
}

function baseOf(folder: string, started: string | undefined): string | undefined {
  if (started !== undefined) return modelFolder(started);
  return isAdapterFolder(folder) ? openAdapter(folder).base : undefined;
}
