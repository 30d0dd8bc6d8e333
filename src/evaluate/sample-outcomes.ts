import {
  gradedTurn,
  mapConcurrently,
  rollout,
  rolloutOptions,
  sampleMany,
  samplingOf,
  stateOf,
  type Attempt,
  type MdpOptions,
  type Policy,
  type Problem,
  type RolloutOptions,
  type StageContext,
  type Task,
  type Turn,
  UnansweredError,
} from "../mdp/index.ts";
import type { EvaluateConfig } from "./evaluate-schema.ts";
import { fiveOf } from "./score.ts";

/** Whose evaluation, and how. */
export interface EvaluateOptions extends EvaluateConfig {
  /** The model's name in records: "base", "iteration-1". Names the requests. */
  readonly name: string;
  readonly mdp: MdpOptions;
  readonly seed: number;
}

/** A problem under one seed, to be sampled. */
export interface Trial {
  readonly problem: Problem;
  /** Names the requests: model, seed and problem. */
  readonly key: string;
}

/** The graded results of sampling. */
export interface SampledTrial extends Trial {
  /** shape [turns] */
  readonly sequential: readonly Turn[];
  /** shape [parallel]; the first is turn 1 of the sequence. */
  readonly parallel: readonly Turn[];
}

/** Evaluation never tells the policy whether it is right. */
export function evaluationRollout({ turns, mdp, seed }: EvaluateOptions): RolloutOptions {
  return rolloutOptions(mdp, { turns, oracle: false, seed });
}

/**
 * Samples one trial: as many parallel first turns as there are turns, and the sequence that the first of them begins. A trial
 * that is never answered in full is undecided throughout: `error`, never wrong (I4).
 */
export function sampleTrial(
  policy: Policy,
  task: Task,
  trial: Trial,
  options: EvaluateOptions,
  signal?: AbortSignal,
): Promise<SampledTrial> {
  return orUndecided(answeredTrial(policy, task, trial, options, signal), task, trial, options, options.turns);
}

async function orUndecided(
  sampling: Promise<SampledTrial>,
  task: Task,
  { problem, key }: Trial,
  { turns, mdp }: EvaluateOptions,
  parallel: number,
): Promise<SampledTrial> {
  return sampling.catch((error: unknown) => {
    const undecided = (n: number): readonly Turn[] => undecidedTurns(error, task, problem, mdp, n);
    return { problem, key, sequential: undecided(turns), parallel: undecided(parallel) };
  });
}

/**
 * The turns of a rollout that is never answered in full: undecided, not wrong (I4).
 *
 * @throws the error itself, where it is another
 */
export function undecidedTurns(
  error: unknown,
  task: Task,
  problem: Problem,
  mdp: MdpOptions,
  turns: number,
): readonly Turn[] {
  if (!(error instanceof UnansweredError)) throw error;
  const undecided: Turn = {
    state: stateOf(task.prompt(problem), problem.question, [], mdp),
    attempt: { text: "", stop: "endOfTurn", usage: { generatedTokens: 0, readTokens: 0 } },
    grade: { outcome: "error", answer: null, reason: error.message },
    by: "policy",
  };
  return Array.from({ length: turns }, () => undecided);
}

async function answeredTrial(
  policy: Policy,
  task: Task,
  trial: Trial,
  options: EvaluateOptions,
  signal?: AbortSignal,
): Promise<SampledTrial> {
  const { problem, key } = trial;
  const attempts = await sampleFirstTurns(policy, task, trial, "parallel", options.turns, options, signal);
  const [first, ...others] = attempts;
  const begin = { ...evaluationRollout(options), ...(first === undefined ? {} : { firstAttempt: first }) };
  const { turns } = await rollout(policy, task, problem, key, begin, signal);
  const rest = await gradeFirstTurns(task, trial, others, options.mdp);
  return { problem, key, sequential: turns, parallel: [...turns.slice(0, 1), ...rest] };
}

/**
 * How many parallel first turns generate the tokens of five sequential turns, on average over all trials, rounded up in
 * their favour; at most four times the turns, should later turns be very long.
 */
export function equalTokensSamplesOf(trials: readonly SampledTrial[], turns: number): number {
  const tokens = (taken: readonly Turn[]): number =>
    taken.reduce((sum, { attempt }) => sum + attempt.usage.generatedTokens, 0);
  const sequential = trials.reduce((sum, trial) => sum + tokens(trial.sequential.slice(0, fiveOf(turns))), 0);
  const parallel = trials.reduce((sum, trial) => sum + tokens(trial.parallel) / trial.parallel.length, 0);
  if (parallel === 0) return fiveOf(turns);
  return Math.min(4 * turns, Math.max(1, Math.ceil(sequential / parallel)));
}

/** The trials with at least so many parallel first turns. */
export async function withParallel(
  trials: readonly SampledTrial[],
  samples: number,
  policy: Policy,
  task: Task,
  options: EvaluateOptions,
  { signal }: StageContext,
): Promise<readonly SampledTrial[]> {
  const more = samples - options.turns;
  if (more <= 0) return trials;
  return mapConcurrently(
    trials,
    policy.concurrency,
    (trial) => {
      const grown = async (): Promise<SampledTrial> => {
        const attempts = await sampleFirstTurns(policy, task, trial, "more", more, options, signal);
        const turns = await gradeFirstTurns(task, trial, attempts, options.mdp);
        return { ...trial, parallel: [...trial.parallel, ...turns] };
      };
      return orUndecided(grown(), task, trial, options, samples);
    },
    signal,
  );
}

/** n independent answers to the problem alone; greedily they are all one, sampled once. */
async function sampleFirstTurns(
  policy: Policy,
  task: Task,
  { problem, key }: Trial,
  label: string,
  n: number,
  { mdp, seed }: EvaluateOptions,
  signal?: AbortSignal,
): Promise<readonly Attempt[]> {
  const request = `${key}/${label}`;
  const sampling = samplingOf(mdp);
  const different = sampling.temperature === 0 ? 1 : n;
  const messages = task.prompt(problem);
  const attempts = await sampleMany(policy, { key: request, messages, n: different }, { sampling, seed }, signal);
  return Array.from({ length: n }, (_, i) => attempts[i] ?? attempts[0]).filter((attempt) => attempt !== undefined);
}

function gradeFirstTurns(
  task: Task,
  { problem }: Trial,
  attempts: readonly Attempt[],
  mdp: MdpOptions,
): Promise<readonly Turn[]> {
  const state = stateOf(task.prompt(problem), problem.question, [], mdp);
  return Promise.all(
    attempts.map((attempt) => gradedTurn(task, problem, { state, attempt, by: "policy" }, mdp.rewards)),
  );
}
