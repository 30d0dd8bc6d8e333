import type { Gathering } from "../../mdp/index.ts";
import { gatheringOf } from "../../rise-records.ts";
import { improveStage } from "../../rise-stages.ts";
import { openTask } from "../../tasks/index.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { jsonlOf, readJsonl } from "../files/jsonl.ts";
import { requireRowsFile } from "../files/require-rows-file.ts";
import { trajectoryRow } from "../files/row-schemas.ts";
import { writeFileWhole } from "../../disk/index.ts";
import type { OpenModels } from "../models.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";
import { openStage } from "./stage-run.ts";

/** Options of `rise improve`. */
export interface ImproveFileOptions {
  readonly config: RunConfig;
  /** The trajectories file that `rise collect` wrote. */
  readonly data: string;
  /** The trajectories file to write. */
  readonly out: string;
  readonly openModels: OpenModels;
}

/**
 * Better actions at the states where the policy failed, as a file.
 *
 * @throws ConfigError with the line of a row that is not a trajectory
 */
export async function improveFile(options: ImproveFileOptions, context: VerbContext = {}): Promise<Gathering> {
  const { config, data, out, openModels } = options;
  requireRowsFile(out, [data]);
  const rows = readJsonl(data, trajectoryRow).map(({ row }) => row);
  const iteration = Math.max(...rows.map(({ iteration }) => iteration));
  const task = await openTask(config.task, surroundingsOf(context, ["train"]));
  const trajectories = rows.map(({ trajectory }) => trajectory);
  const stage = await openStage("improve", "policy", { config, task, openModels }, context);
  const improved = await improveStage(stage.run, iteration, stage.pi, trajectories, stage.context);
  writeFileWhole(out, jsonlOf(improved.map((trajectory) => ({ iteration, trajectory }))));
  return gatheringOf(improved);
}
