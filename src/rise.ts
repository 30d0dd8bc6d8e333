import { compareAll } from "./evaluate/index.ts";
import {
  refuseOverlap,
  withStagePrefix,
  type Comparison,
  type Evaluation,
  type Example,
  type Gathering,
  type IterationRecord,
  type StageContext,
  type TrainingRecord,
} from "./mdp/index.ts";
import { finished, gatheringOf, weightsRecordOf } from "./rise-records.ts";
import { modelInRun, startInRun, type Run } from "./rise-run.ts";
import { mdpOf } from "./rise-schema.ts";
import { collectStage, evaluateStage, improveStage, trainStage } from "./rise-stages.ts";
import { weight } from "./weight/index.ts";

/** A run's outcome. */
export interface RiseResult {
  /** Name or folder of the last model. */
  readonly model: string;
  /** shape [K + 1]: the starting model, then each iteration's. */
  readonly evaluations: readonly Evaluation[];
  readonly comparisons: readonly Comparison[];
  /** shape [K] */
  readonly iterations: readonly IterationRecord[];
}

/**
 * RISE: teaches a model to correct itself. In iteration k the last model, pi_{k-1}, is rolled out over k turns, someone finds
 * a better action where it failed, each turn is weighted by its reward, and the starting model is fitted to all iterations'
 * turns. Finished steps are read from the store and never done again: the same call resumes a run that was interrupted.
 *
 * @throws ConfigError if test problems are among the training problems (I8), or a model is not the one the run began with
 * @throws InfrastructureError if a model could not answer; call again to resume
 * @see Qu et al. 2024, arXiv:2407.18219, algorithm 1
 */
export async function rise(run: Run, context: StageContext = {}): Promise<RiseResult> {
  const { task, store, config } = run;
  refuseOverlap(task.problems("train"), task.problems("test"));
  const evaluations = [await evaluated(run, 0, context)];
  const iterations: IterationRecord[] = [];
  for (let iteration = 1; iteration <= config.iterations; iteration++) {
    const within = withStagePrefix(context, `iteration ${iteration}: `);
    const gathered = await gathering(run, iteration, within); // collect from pi_{k-1}, improve where it failed
    const { examples, notes } = weight(store.trajectories(iteration), config.weight); // of all iterations; w = exp(r / tau)
    for (const line of notes) within.note?.(line);
    const training = await trained(run, iteration, examples, within); // pi_k: minimise w * NLL of the action
    evaluations.push(await evaluated(run, iteration, context)); // accuracy by turn, no oracle
    iterations.push({ iteration, gathered, weights: weightsRecordOf(examples), training });
  }
  const { model } = modelInRun(run, config.iterations);
  return { model, evaluations, comparisons: compareAll(evaluations), iterations };
}

function gathering(run: Run, iteration: number, context: StageContext): Promise<Gathering> {
  return finished(run.store, `iteration-${iteration}/trajectories`, async () => {
    const pi = modelInRun(run, iteration - 1);
    const collected = await collectStage(run, iteration, pi, context);
    const improved = await improveStage(run, iteration, pi, collected, context);
    run.store.saveTrajectories(iteration, improved);
    return gatheringOf(improved);
  });
}

async function trained(
  run: Run,
  iteration: number,
  examples: readonly Example[],
  context: StageContext,
): Promise<TrainingRecord> {
  const { store, config } = run;
  const [state, folder] = [`iteration-${iteration}/state`, `iteration-${iteration}/model`];
  const training = await finished(store, `iteration-${iteration}/train`, async () => {
    store.saveExamples(iteration, examples);
    const start = startInRun(run, config.train.from === "base" ? 0 : iteration - 1);
    const folders = { stateFolder: store.folder(state), modelFolder: store.folder(folder) };
    const record = await trainStage(run, start, examples, folders, context);
    store.saveNote(folder, { attemptsInView: mdpOf(config, iteration).attemptsInView });
    return record;
  });
  store.discard(state); // several times the size of the model
  return training;
}

function evaluated(run: Run, k: number, context: StageContext): Promise<Evaluation> {
  const pi = modelInRun(run, k);
  return finished(run.store, `evaluate/${pi.role}`, () => evaluateStage(run, pi, mdpOf(run.config, k), context));
}
