import { chooseProblems, collect } from "../../collect/index.ts";
import { withOpen } from "../../mdp/index.ts";
import { gatheringOf, type Gathering } from "../../rise-records.ts";
import { mdpOf } from "../../rise-schema.ts";
import { openTask } from "../../tasks/index.ts";
import { modelNames, requireTeacher, type OpenModels } from "../models.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { jsonlOf } from "../files/jsonl.ts";
import { requireWritable, writeFileWhole } from "../../disk/index.ts";
import { withServers } from "../servers-status.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";

/** What `rise collect` is asked. */
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
  const { config, iteration, out } = options;
  requireWritable(out);
  const { seed } = config;
  const task = await openTask(config.task, surroundingsOf(context, ["train"]));
  const problems = chooseProblems(task.problems("train"), config.collect.problems, { iteration, seed });
  const models = await options.openModels(modelNames(config), context.note && { note: context.note });
  const actor = config.collect.by === "teacher" ? requireTeacher(models) : models.policy(config.model);
  const collectOptions = { ...config.collect, mdp: mdpOf(config, iteration), iteration, seed };
  const trajectories = await withOpen(actor, (policy) =>
    collect(policy, task, problems, collectOptions, withServers(context, models)),
  );
  writeFileWhole(out, jsonlOf(trajectories.map((trajectory) => ({ iteration, trajectory }))));
  return gatheringOf(trajectories);
}
