import type { Gathering } from "../../mdp/index.ts";
import { gatheringOf } from "../../rise-records.ts";
import { collectStage } from "../../rise-stages.ts";
import { openTask } from "../../tasks/index.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { jsonlOf } from "../files/jsonl.ts";
import { requireRowsFile } from "../files/require-rows-file.ts";
import { writeFileWhole } from "../../disk/index.ts";
import type { OpenModels } from "../models.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";
import { openStage } from "./stage-run.ts";

/** Options of `rise collect`. */
export interface CollectFileOptions {
  readonly config: RunConfig;
  /** Counted from 1: it sets the number of turns, unless the config does, and the part of the problems. */
  readonly iteration: number;
  /** The trajectories file to write, JSONL. */
  readonly out: string;
  readonly openModels: OpenModels;
}

/** On-policy rollouts of a model on training problems, as a file. */
export async function collectFile(options: CollectFileOptions, context: VerbContext = {}): Promise<Gathering> {
  const { config, iteration, out, openModels } = options;
  requireRowsFile(out);
  const task = await openTask(config.task, surroundingsOf(context, ["train"]));
  const stage = await openStage("collect", "policy", { config, task, openModels }, context);
  const trajectories = await collectStage(stage.run, iteration, stage.pi, stage.context);
  writeFileWhole(out, jsonlOf(trajectories.map((trajectory) => ({ iteration, trajectory }))));
  return gatheringOf(trajectories);
}
