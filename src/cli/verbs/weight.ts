import type { WeightsRecord } from "../../mdp/index.ts";
import { weightsRecordOf } from "../../rise-records.ts";
import { weight, type WeightConfig } from "../../weight/index.ts";
import { jsonlOf, readJsonl } from "../files/jsonl.ts";
import { requireRowsFile } from "../files/require-rows-file.ts";
import { trajectoryRow } from "../files/row-schemas.ts";
import type { VerbContext } from "../verb-context.ts";
import { writeFileWhole } from "../../disk/index.ts";

/** Options of `rise weight`. */
export interface WeightFileOptions {
  readonly weight: WeightConfig;
  /** Trajectories files, one for each iteration so far. */
  readonly data: readonly string[];
  /** The examples file to write, JSONL. */
  readonly out: string;
}

/**
 * Rewards to example weights, as a file that `rise train` reads.
 *
 * @throws ConfigError with the line of a row that is not a trajectory, or if nothing is left to train on
 */
export function weightFile(options: WeightFileOptions, { note }: VerbContext = {}): WeightsRecord {
  requireRowsFile(options.out, options.data);
  const trajectories = options.data.flatMap((file) => readJsonl(file, trajectoryRow).map(({ row }) => row));
  const { examples, notes } = weight(trajectories, options.weight);
  for (const line of notes) note?.(line);
  writeFileWhole(options.out, jsonlOf(examples));
  return weightsRecordOf(examples);
}
