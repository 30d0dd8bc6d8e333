import { chooseProblems, collect } from "./collect/index.ts";
import { chooseTestProblems, compareAll, evaluate } from "./evaluate/index.ts";
import { improve } from "./improve/index.ts";
import {
  ConfigError,
  recorded,
  refuseOverlap,
  withOpen,
  type Comparison,
  type Evaluation,
  type Example,
  type Models,
  type Policy,
  type RunStore,
  type StageContext,
  type Task,
} from "./mdp/index.ts";
import { finished, gatheringOf, weightsOf, type Gathering, type WeightsRecord } from "./rise-records.ts";
import { mdpOf, type RiseConfig } from "./rise-schema.ts";
import { train, type TrainingRecord } from "./train/index.ts";
import { weight } from "./weight/index.ts";

/** A run: what is taught, to which model, where it is recorded, and how. */
export interface Run {
  readonly task: Task;
  /** pi_0: name or folder of the starting model. */
  readonly base: string;
  readonly models: Models;
  readonly store: RunStore;
  readonly config: RiseConfig;
}

/** What became of a run. */
export interface RiseResult {
  /** Name or folder of the last model. */
  readonly model: string;
  /** shape [K + 1]: the starting model, then each iteration's. */
  readonly evaluations: readonly Evaluation[];
  readonly comparisons: readonly Comparison[];
  /** shape [K] */
  readonly iterations: readonly IterationRecord[];
}

/** What an iteration did. */
export interface IterationRecord {
  readonly iteration: number;
  readonly gathered: Gathering;
  readonly weights: WeightsRecord;
  readonly training: TrainingRecord;
}

/**
 * RISE: teaches a model to correct itself. In iteration k the last model, pi_{k-1}, is rolled out over k turns, someone finds
 * a better action where it failed, each turn is weighed by its reward, and the starting model is fitted to all iterations'
 * turns. Finished steps are read from the store and never done again: the same call resumes a run that was interrupted.
 *
 * @throws ConfigError if test problems are among the training problems (I8), or a model is not the one the run began with
 * @throws InfrastructureError if a model could not answer; call again to go on
 * @see Qu et al. 2024, arXiv:2407.18219, algorithm 1
 */
export async function rise(run: Run, context: StageContext = {}): Promise<RiseResult> {
  const { task, base, store, config } = run;
  refuseOverlap(task.problems("train"), task.problems("test"));
  const evaluations = [await evaluated(run, base, 0, context)];
  const iterations: IterationRecord[] = [];
  let model = base;
  for (let iteration = 1; iteration <= config.iterations; iteration++) {
    const gathered = await gather(run, model, iteration, context); // collect on-policy, then improve
    const { examples } = weight(store.trajectories(iteration), config.weight); // of all iterations; w = exp(r / tau)
    const start = config.train.from === "base" ? base : model;
    const training = await fit(run, start, examples, iteration, context); // minimise w * NLL of the action
    model = store.folder(`iteration-${iteration}/model`);
    evaluations.push(await evaluated(run, model, iteration, context)); // accuracy by turn, no oracle
    iterations.push({ iteration, gathered, weights: weightsOf(examples), training });
  }
  return { model, evaluations, comparisons: compareAll(evaluations), iterations };
}

/** Rolls a model out on training problems and improves on its failures. */
function gather(run: Run, model: string, iteration: number, context: StageContext): Promise<Gathering> {
  const { task, store, config } = run;
  const { seed } = config;
  const mdp = mdpOf(config, iteration);
  const problems = chooseProblems(task.problems("train"), config.collect.problems, { iteration, seed });
  const { afterSuccess } = config.collect;
  return finished(store, `iteration-${iteration}/trajectories`, async () => {
    const actor = config.collect.by === "teacher" ? openTeacher(run) : openPolicy(run, model);
    const trajectories = await withOpen(actor, (policy) =>
      collect(policy, task, problems, { ...config.collect, mdp, iteration, seed }, context),
    );
    const helper = config.improve.by === "distill" ? openTeacher(run) : openPolicy(run, model);
    const improved = await withOpen(helper, (improver) =>
      improve(trajectories, improver, task, { ...config.improve, mdp, seed, afterSuccess }, context),
    );
    store.saveTrajectories(iteration, improved);
    return gatheringOf(improved);
  });
}

/** Fits a fresh learner to the examples and saves its weights as the iteration's model. */
function fit(
  run: Run,
  start: string,
  examples: readonly Example[],
  iteration: number,
  context: StageContext,
): Promise<TrainingRecord> {
  const { models, store, config } = run;
  return finished(store, `iteration-${iteration}/train`, async () => {
    store.saveExamples(iteration, examples);
    const stateFolder = store.folder(`iteration-${iteration}/state`);
    return withOpen(models.learner(start), async (learner) => {
      const training = await train(learner, examples, { ...config.train, seed: config.seed, stateFolder }, context);
      await learner.saveWeights(store.folder(`iteration-${iteration}/model`));
      return training;
    });
  });
}

/** Evaluates the model of an iteration; 0 is the starting model. */
function evaluated(run: Run, model: string, iteration: number, context: StageContext): Promise<Evaluation> {
  const { task, store, config } = run;
  const name = iteration === 0 ? "base" : `iteration-${iteration}`;
  return finished(store, `evaluate/${name}`, () => {
    const problems = chooseTestProblems(task.problems("test"), config.evaluate.problems);
    const options = { ...config.evaluate, name, mdp: mdpOf(config, iteration), seed: config.seed };
    return withOpen(openPolicy(run, model), (policy) => evaluate(policy, task, problems, options, context));
  });
}

/** Opens a model whose answers are recorded as they come. */
async function openPolicy({ models, store }: Run, model: string): Promise<Policy> {
  return recorded(await models.policy(model), store.attempts);
}

async function openTeacher({ models, store }: Run): Promise<Policy> {
  const teacher = models.teacher?.();
  if (teacher === undefined) {
    throw new ConfigError(
      "improve.by: distill and collect.by: teacher want a teacher model, got none; name one, or use improve.by: self",
    );
  }
  return recorded(await teacher, store.attempts);
}
