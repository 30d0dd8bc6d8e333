import { join } from "node:path";
import { writeCheckpoint } from "../../engine/index.ts";
import { evaluate } from "../../evaluate/index.ts";
import {
  ConfigError,
  introspectionPresets,
  type ModelScores,
  type Models,
  type Policy,
  type StageContext,
  type Task,
  type TrainingRecord,
  withOpen,
} from "../../mdp/index.ts";
import { openTask } from "../../tasks/index.ts";
import { surroundingsOf } from "../verb-context.ts";
import { train } from "../../train/index.ts";
import { newModel } from "./new-model.ts";
import { leadIns, pretrainChats } from "./pretrain-chats.ts";
import type { PretrainConfig } from "./pretrain-schema.ts";

/** Where a model is made, and by what. */
export interface PretrainRun {
  readonly config: PretrainConfig;
  /** Folder for the finished model. */
  readonly out: string;
  /** Folder for what is needed to resume; may be deleted afterwards. */
  readonly work: string;
  readonly models: Pick<Models, "learner">;
}

/** What pretraining did, and how the model answers validation problems. */
export interface PretrainRecord {
  readonly training: TrainingRecord;
  readonly scores: ModelScores;
}

/**
 * Makes a small model that answers a task's problems: a new one of the config's sizes, or a given one trained further.
 * Interrupted, it goes on from its last saved state when called again; the same config gives the same model.
 *
 * @throws ConfigError if the config names neither a new model nor one to go on from, or the task has no worked solutions
 */
export async function pretrain(run: PretrainRun, context: StageContext = {}): Promise<PretrainRecord> {
  const { config, out, work } = run;
  const task = await openTask(config.task, surroundingsOf(context));
  const start = startingFolder(run, task);
  const examples = pretrainChats(task, task.problems("train"), config);
  const options = { ...config.train, seed: config.seed, stateFolder: join(work, "state") };
  return withOpen(run.models.learner(start), async (learner) => {
    const training = await train(learner, examples, options, context);
    const scores = await measure(await learner.sampler(), task, config, context);
    await learner.saveWeights(out);
    return { training, scores };
  });
}

/** The folder to start from: the given one, or a new model's, written once. The same config writes the same bytes. */
function startingFolder({ config, work }: PretrainRun, task: Task): string {
  const { model, from } = config;
  if (model === undefined && from !== undefined) return from;
  if (model === undefined || from !== undefined) {
    throw new ConfigError("a pretrain config must have either `model` (a new one) or `from` (a folder), not both");
  }
  const folder = join(work, "start");
  writeCheckpoint(folder, newModel(model, tokenizerTexts(task), config.seed));
  return folder;
}

const tokenizerProblems = 5000; // more change no merge that matters

/** What a tokenizer should know: the task's text, and the words of the prompts that runs will put around it. */
function tokenizerTexts(task: Task): readonly string[] {
  const problems = task.problems("train").slice(0, tokenizerProblems);
  const prompts = [...leadIns, ...Object.values(introspectionPresets)].map((prompt) => prompt.replace("{problem}", ""));
  return [
    ...problems.flatMap(({ question, solution = "" }) => [question, solution]),
    ...prompts.flatMap((prompt) => Array.from({ length: tokenizerProblems / 50 }, () => prompt)),
  ];
}

/** Two turns: a model that knows the chat format answers as well at the second as at the first. */
function measure(policy: Policy, task: Task, config: PretrainConfig, context: StageContext): Promise<ModelScores> {
  const mdp = { ...config.mdp, attemptsInView: 1 };
  const options = { name: policy.name, turns: 2, seeds: 1, greedy: false, mdp, seed: config.seed };
  return evaluate(policy, task, task.problems("validation"), options, context).then(({ scores }) => scores);
}
