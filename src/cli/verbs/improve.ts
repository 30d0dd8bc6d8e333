import { improve } from "../../improve/index.ts";
import { withOpen } from "../../mdp/index.ts";
import { gatheringOf, type Gathering } from "../../rise-records.ts";
import { mdpOf } from "../../rise-schema.ts";
import { openTask } from "../../tasks/index.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { jsonlOf, readJsonl } from "../files/jsonl.ts";
import { trajectoryRow } from "../files/row-schemas.ts";
import { requireWritable, writeFileWhole } from "../../disk/index.ts";
import { modelNames, requireTeacher, type OpenModels } from "../models.ts";
import { withServers } from "../servers-status.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";

/** What `rise improve` is asked. */
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
 * @throws ConfigError with the line of a row that is no trajectory
 */
export async function improveFile(options: ImproveFileOptions, context: VerbContext = {}): Promise<Gathering> {
  const { config, data, out } = options;
  requireWritable(out);
  const rows = readJsonl(data, trajectoryRow).map(({ row }) => row);
  const iteration = Math.max(...rows.map(({ iteration }) => iteration));
  const { afterSuccess } = config.collect;
  const task = await openTask(config.task, surroundingsOf(context, ["train"]));
  const improveOptions = { ...config.improve, mdp: mdpOf(config, iteration), seed: config.seed, afterSuccess };
  const models = await options.openModels(modelNames(config), context.note && { note: context.note });
  const helper = config.improve.by === "distill" ? requireTeacher(models) : models.policy(config.model);
  const trajectories = rows.map(({ trajectory }) => trajectory);
  const improved = await withOpen(helper, (improver) =>
    improve(trajectories, improver, task, improveOptions, withServers(context, models)),
  );
  writeFileWhole(out, jsonlOf(improved.map((trajectory) => ({ iteration, trajectory }))));
  return gatheringOf(improved);
}
