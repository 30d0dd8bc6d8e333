import { join } from "node:path";
import { writeCheckpoint } from "../../engine/index.ts";
import { evaluate, examine, type Examination } from "../../evaluate/index.ts";
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
import { introspectionNames, leadIns, pretrainChats, requests } from "./pretrain-chats.ts";
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

/** The record of a pretraining, and the model's scores on validation problems. */
export interface PretrainRecord {
  readonly training: TrainingRecord;
  readonly scores: ModelScores;
  readonly examination: Examination;
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
    const measured = await measure(await learner.sampler(), task, config, context);
    await learner.saveWeights(out);
    return { training, ...measured };
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
  writeCheckpoint(folder, newModel(model, tokenizerTexts(task, config), config.seed));
  return folder;
}

const tokenizerProblems = 5000; // more change no merge that matters
/** The presets that there were when models/base was made: another list would make another tokenizer. */
const olderPresets = ["paper", "authors-code", "neutral"] as const;

/** The texts that a tokenizer is trained on: the task's text, and the words of the prompts that runs will put around it. */
function tokenizerTexts(task: Task, config: PretrainConfig): readonly string[] {
  const problems = task.problems("train").slice(0, tokenizerProblems);
  const asked = config.askedAgainBy === "leadIns" ? olderPresets : introspectionNames;
  const spoken = config.onRequest > 0 ? [...requests.same, ...requests.other] : [];
  const prompts = [...leadIns, ...spoken, ...asked.map((name) => introspectionPresets[name])].map((prompt) =>
    prompt.replace("{problem}", ""),
  );
  return [
    ...problems.flatMap(({ question, solution = "" }) => [question, solution]),
    ...prompts.flatMap((prompt) => Array.from({ length: tokenizerProblems / 50 }, () => prompt)),
  ];
}

/** Two turns: a model that knows the chat format answers as well at the second as at the first; and what it makes of the first. */
async function measure(
  policy: Policy,
  task: Task,
  config: PretrainConfig,
  context: StageContext,
): Promise<Pick<PretrainRecord, "scores" | "examination">> {
  const mdp = { ...config.mdp, attemptsInView: 1 };
  const whose = { name: policy.name, mdp, seed: config.seed };
  const problems = task.problems("validation");
  const { scores } = await evaluate(policy, task, problems, { ...whose, turns: 2, seeds: 1, greedy: false }, context);
  return { scores, examination: await examine(policy, task, problems, whose, context) };
}
