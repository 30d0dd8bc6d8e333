/**
 * The stages of an iteration, each with the models, the view and the critic that the config asks for: the one wiring of the
 * method, for `rise()` and for the verbs that run a stage alone.
 */

import { chooseProblems, collect } from "./collect/index.ts";
import { chooseTestProblems, evaluate, examine, type Examination } from "./evaluate/index.ts";
import { improve } from "./improve/index.ts";
import {
  withOpen,
  type Evaluation,
  type Example,
  type Learner,
  type MdpOptions,
  type Models,
  type StageContext,
  type Trainer,
  type TrainingFolders,
  type TrainingRecord,
  type Trajectory,
} from "./mdp/index.ts";
import { withActor, type ModelInRun, type StageRun, type TrainingStart } from "./rise-run.ts";
import { mdpOf, type RiseConfig } from "./rise-schema.ts";
import { learnerOptions, train } from "./train/index.ts";

/** Rolls the last iteration's model out on this iteration's part of the training problems. */
export function collectStage(
  run: StageRun,
  iteration: number,
  pi: ModelInRun,
  context: StageContext,
): Promise<readonly Trajectory[]> {
  const { seed, collect: how } = run.config;
  const mdp = mdpOf(run.config, iteration);
  const problems = chooseProblems(run.task.problems("train"), how.problems, { iteration, seed });
  return withActor(run, how.by, pi, mdp, (policy, task) =>
    collect(policy, task, problems, { ...how, mdp, iteration, seed }, context),
  );
}

/** Finds better actions where the rollouts failed: the teacher's, or the best of several of the model's own. */
export async function improveStage(
  run: StageRun,
  iteration: number,
  pi: ModelInRun,
  trajectories: readonly Trajectory[],
  context: StageContext,
): Promise<readonly Trajectory[]> {
  const { seed, improve: how, collect } = run.config;
  if (how.by === "none") return trajectories; // no model is opened for it
  const mdp = mdpOf(run.config, iteration);
  const options = { ...how, mdp, seed, afterSuccess: collect.afterSuccess };
  return withActor(run, how.by === "distill" ? "teacher" : "policy", pi, mdp, (improver, task) =>
    improve(trajectories, improver, task, options, context),
  );
}

/** Fits a model, by its own learner or by a trainer, to weighted examples, and saves it. */
export function trainStage(
  { models, config }: { readonly models: Models; readonly config: Pick<RiseConfig, "train" | "seed"> },
  start: TrainingStart,
  examples: readonly Example[],
  folders: TrainingFolders,
  context: StageContext,
): Promise<TrainingRecord> {
  const { seed } = config;
  const how = learnerOptions(config.train, seed);
  const opening: Promise<Learner | Trainer> = models.trainer?.(start.model, how) ?? models.learner(start.model, how);
  return withOpen(opening, async (model) => {
    await start.require(model);
    return train(model, examples, { ...config.train, seed, ...folders }, context);
  });
}

/**
 * Evaluates a model on test problems, over several turns and without an oracle.
 *
 * @param mdp its `attemptsInView` is what the model saw in training
 */
export function evaluateStage(
  run: StageRun,
  pi: ModelInRun,
  mdp: MdpOptions,
  context: StageContext,
): Promise<Evaluation> {
  const { seed, evaluate: how } = run.config;
  const problems = chooseTestProblems(run.task.problems("test"), how.problems);
  return withActor(run, "policy", pi, mdp, (policy, task) =>
    evaluate(policy, task, problems, { ...how, name: pi.role, mdp, seed }, context),
  );
}

/** Examines on test problems what a model does with an attempt that it is shown. */
export function examineStage(
  run: StageRun,
  pi: ModelInRun,
  mdp: MdpOptions,
  context: StageContext,
): Promise<Examination> {
  const { seed, evaluate: how } = run.config;
  const problems = chooseTestProblems(run.task.problems("test"), how.problems);
  return withActor(run, "policy", pi, mdp, (policy, task) =>
    examine(policy, task, problems, { name: pi.role, mdp, seed }, context),
  );
}
