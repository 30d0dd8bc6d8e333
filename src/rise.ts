import { chooseProblems, collect } from "./collect/index.ts";
import { chooseTestProblems, compareAll, evaluate } from "./evaluate/index.ts";
import { improve } from "./improve/index.ts";
import {
  refuseOverlap,
  withOpen,
  withStagePrefix,
  type Comparison,
  type Evaluation,
  type Example,
  type Learner,
  type StageContext,
  type Trainer,
} from "./mdp/index.ts";
import { finished, gatheringOf, weightsOf, type Gathering, type WeightsRecord } from "./rise-records.ts";
import { modelOf, openModel, openTeacher, withCritic, type Run } from "./rise-run.ts";
import { mdpOf } from "./rise-schema.ts";
import { learnerOptions, train, type TrainingRecord } from "./train/index.ts";
import { weight } from "./weight/index.ts";

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
  const { task, store, config } = run;
  refuseOverlap(task.problems("train"), task.problems("test"));
  const evaluations = [await evaluated(run, 0, context)];
  const iterations: IterationRecord[] = [];
  for (let iteration = 1; iteration <= config.iterations; iteration++) {
    const within = withStagePrefix(context, `iteration ${iteration}: `);
    const gathered = await gather(run, iteration, within); // collect from pi_{k-1}, improve where it failed
    const { examples } = weight(store.trajectories(iteration), config.weight); // of all iterations; w = exp(r / tau)
    const training = await fit(run, examples, iteration, within); // pi_k: minimise w * NLL of the action
    evaluations.push(await evaluated(run, iteration, context)); // accuracy by turn, no oracle
    iterations.push({ iteration, gathered, weights: weightsOf(examples), training });
  }
  const model = modelOf(run, config.iterations);
  return { model, evaluations, comparisons: compareAll(evaluations), iterations };
}

/** Rolls pi_{k-1} out on training problems and improves on its failures. */
function gather(run: Run, iteration: number, context: StageContext): Promise<Gathering> {
  const { store, config } = run;
  const { seed } = config;
  const mdp = mdpOf(config, iteration);
  return finished(store, `iteration-${iteration}/trajectories`, () =>
    withCritic(run, iteration - 1, async (task) => {
      const problems = chooseProblems(task.problems("train"), config.collect.problems, { iteration, seed });
      const actor = config.collect.by === "teacher" ? openTeacher(run) : openModel(run, iteration - 1);
      const trajectories = await withOpen(actor, (policy) =>
        collect(policy, task, problems, { ...config.collect, mdp, iteration, seed }, context),
      );
      const { afterSuccess } = config.collect;
      const helper = config.improve.by === "distill" ? openTeacher(run) : openModel(run, iteration - 1);
      const improved = await withOpen(helper, (improver) =>
        improve(trajectories, improver, task, { ...config.improve, mdp, seed, afterSuccess }, context),
      );
      store.saveTrajectories(iteration, improved);
      return gatheringOf(improved);
    }),
  );
}

/** Fits the starting model to the examples and saves its weights as pi_k. */
async function fit(
  run: Run,
  examples: readonly Example[],
  iteration: number,
  context: StageContext,
): Promise<TrainingRecord> {
  const { models, store, config } = run;
  const start = modelOf(run, config.train.from === "base" ? 0 : iteration - 1);
  const state = `iteration-${iteration}/state`;
  const how = learnerOptions(config.train, config.seed);
  const training = await finished(store, `iteration-${iteration}/train`, () =>
    withOpen<Learner | Trainer, TrainingRecord>(models.trainer?.(start, how) ?? models.learner(start, how), (model) => {
      store.saveExamples(iteration, examples);
      const folders = { stateFolder: store.folder(state), modelFolder: modelOf(run, iteration) };
      return train(model, examples, { ...config.train, seed: config.seed, ...folders }, context);
    }),
  );
  store.discard(state); // several times the size of the model
  return training;
}

/** Evaluates pi_k on test problems. */
function evaluated(run: Run, iteration: number, context: StageContext): Promise<Evaluation> {
  const { store, config } = run;
  const name = iteration === 0 ? "base" : `iteration-${iteration}`;
  return finished(store, `evaluate/${name}`, () =>
    withCritic(run, iteration, async (task) => {
      const problems = chooseTestProblems(task.problems("test"), config.evaluate.problems);
      const options = { ...config.evaluate, name, mdp: mdpOf(config, iteration), seed: config.seed };
      return withOpen(openModel(run, iteration), (policy) => evaluate(policy, task, problems, options, context));
    }),
  );
}
