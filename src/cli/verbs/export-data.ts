import { join } from "node:path";
import { makeFolder, requireWritable, writeFileWhole } from "../../disk/index.ts";
import { ConfigError, createRng, seedOf, type Example } from "../../mdp/index.ts";
import type { DataFormat } from "../../policies/config.ts";
import type { ExportedData } from "../../policies/index.ts";
import { readRun } from "../../store/index.ts";
import { learnerOptions } from "../../train/index.ts";
import { weight } from "../../weight/index.ts";
import { requireNewFolder } from "../files/new-folder.ts";
import { runSchema, type RunConfig } from "../config/run-schema.ts";

/** Options of `rise export-data`. */
export interface ExportDataOptions {
  /** The run's folder. */
  readonly run: string;
  readonly as: DataFormat;
  /** The iteration whose training data is exported: its own attempts and all earlier ones'; default: the last that has collected. */
  readonly iteration?: number;
  /** The folder to write; it must be new or empty. Default: `data-FORMAT` in the run's folder. */
  readonly out?: string;
}

/** An export that was written. */
export interface ExportedDataFolder extends Pick<ExportedData, "rows" | "leftOut" | "estimator" | "command"> {
  readonly out: string;
  readonly iteration: number;
  /** Names, sorted. */
  readonly files: readonly string[];
}

/**
 * Writes the weighted examples that a run trains on in the form of another trainer, with the command that trains on them.
 *
 * @throws ConfigError if the folder holds no run, the iteration has collected nothing, or `out` holds files
 */
export async function exportRunData(options: ExportDataOptions): Promise<ExportedDataFolder> {
  const { exportData, openTrainable } = await import("../../policies/index.ts");
  const { run, as, out = join(run, `data-${as}`) } = options;
  requireWritable(out);
  const { examples, iteration, config } = examplesOf(options);
  const { model, seed, train } = config;
  const trainable = openTrainable(model);
  const weighty = examples.filter((example) => example.weight > 0);
  const { lora } = learnerOptions(train, seed);
  const { epochs, batchExamples, learningRate, warmupShare, weightDecay } = train;
  const data = exportData(as, {
    epochs,
    batchExamples,
    learningRate,
    warmupShare,
    weightDecay,
    ...(lora && { lora }),
    model,
    examples: weighty.map((example) => ({ example, row: trainable.row(example) })),
    rng: createRng(seedOf(seed, "export", as)),
  });
  requireNewFolder(out);
  makeFolder(out);
  for (const [name, content] of data.files) writeFileWhole(join(out, name), content);
  const { rows, leftOut, estimator, command } = data;
  return { out, iteration, files: [...data.files.keys()].toSorted(), rows, leftOut, estimator, command };
}

function examplesOf({ run, iteration: wanted }: ExportDataOptions): {
  readonly examples: readonly Example[];
  readonly iteration: number;
  readonly config: RunConfig;
} {
  const store = readRun(run);
  try {
    const config = runSchema.parse(store.config);
    const trajectories = store.trajectories(wanted ?? config.iterations);
    const iteration = trajectories.at(-1)?.iteration ?? 0;
    if (iteration === 0 || (wanted !== undefined && wanted !== iteration)) {
      const asked = wanted === undefined ? "an iteration" : `iteration ${wanted}`;
      throw new ConfigError(
        `run ${run} must have collected ${asked} to be exported, got ${iteration} so far; run it further`,
      );
    }
    const { examples } = weight(trajectories, config.weight);
    return { examples: examples.map((example) => ({ ...example })), iteration, config }; // read while the run is open
  } finally {
    store.close();
  }
}
