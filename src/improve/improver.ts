import {
  ConfigError,
  gradedTurn,
  sampleMany,
  sampleOne,
  samplingOf,
  type Attempt,
  type MdpOptions,
  type Message,
  type Policy,
  type Problem,
  type Task,
  type Turn,
} from "../mdp/index.ts";
import type { ImproveConfig } from "./improve-schema.ts";

/** The improver's model and options. */
export interface ImproverOptions extends ImproveConfig {
  readonly mdp: MdpOptions;
  readonly seed: number;
}

/** A state that wants a better action. */
interface OpenState {
  readonly problem: Problem;
  readonly state: readonly Message[];
  /** The attempt that the state ends with. */
  readonly shown?: Turn | undefined;
  /** Names the request. */
  readonly key: string;
}

/** Finds a better action at a state; an action that fails as well is an action all the same. */
export type Improver = (open: OpenState, signal?: AbortSignal) => Promise<Turn>;

/** How varied a teacher's answers are, unless `improve.temperature` says: the authors' setting. */
export const teacherTemperature = 0.7;

/** The improver that the options name. */
export function improverOf(policy: Policy, task: Task, options: ImproverOptions): Improver {
  switch (options.by) {
    case "distill":
      return options.teacherSamples === 1 ? distill(policy, task, options) : bestOfTeacher(policy, task, options);
    case "self":
      return bestOfN(policy, task, options);
    case "oracle-solutions":
      return oracleSolution(task, options);
    case "none":
      throw new ConfigError("improve.by is none, so there is nothing to improve with; choose self or distill");
  }
}

/** The teacher sees the same chat as the policy, and never the gold answer. */
function distill(
  teacher: Policy,
  task: Task,
  { mdp, seed, temperature = teacherTemperature }: ImproverOptions,
): Improver {
  const sampling = samplingOf(mdp, temperature);
  return async ({ problem, state, key }, signal) => {
    const attempt = await sampleOne(teacher, state, key, { sampling, seed }, signal);
    return gradedTurn(task, problem, { state, attempt, by: "improver" }, mdp.rewards);
  };
}

/** The best of several of the teacher's: its reward, not the teacher's word, says which is better. */
function bestOfTeacher(teacher: Policy, task: Task, options: ImproverOptions): Improver {
  const { teacherSamples, temperature = teacherTemperature } = options;
  return bestOfN(teacher, task, { ...options, samples: teacherSamples, temperature });
}

const samplesPerRequest = 4; // a right one is often among the first: the rest need not be sampled

/**
 * The first of the highest reward among N; with `ties: kept` one that repeats the right attempt that it is
 * shown comes before others of that reward, then one of the same answer. Sampled a few at a time: sampling ends where no later
 * one can be better.
 */
function bestOfN(policy: Policy, task: Task, options: ImproverOptions): Improver {
  const { mdp, seed, samples } = options;
  const sampling = samplingOf(mdp, options.temperature);
  return async ({ problem, state, shown, key }, signal) => {
    const rank = rankAmong(task, shown, options.ties);
    let best: Turn | undefined;
    for (
      let begin = 0;
      begin < samples && (best === undefined || rank(best) < rank.highest);
      begin += samplesPerRequest
    ) {
      const request = `${key}/${begin}`;
      const n = Math.min(samplesPerRequest, samples - begin);
      const attempts = await sampleMany(policy, { key: request, messages: state, n }, { sampling, seed }, signal);
      for (const attempt of attempts) {
        const turn = await gradedTurn(task, problem, { state, attempt, by: "improver" }, mdp.rewards);
        if (best === undefined || rank(turn) > rank(best)) best = turn;
      }
    }
    if (best === undefined) throw new Error(`policy ${policy.name} returned no attempt for ${key}, wanted ${samples}`);
    return best;
  };
}

/** How good a candidate is: by its reward and, where that is a right one's, by whether it keeps the shown attempt or its answer. */
interface Rank {
  (turn: Turn): number;
  readonly highest: number;
}

function rankAmong(task: Task, shown: Turn | undefined, ties: ImproverOptions["ties"]): Rank {
  const answer = shown?.reward === 1 && ties === "kept" ? shown.grade.answer : null;
  if (shown === undefined || answer === null) return Object.assign(rewardOrLowest, { highest: 1 });
  const kept = ({ attempt, grade }: Turn): number => {
    if (attempt.text === shown.attempt.text) return 2;
    return Number(grade.answer !== null && task.isSameAnswer(grade.answer, answer));
  };
  const rank = (turn: Turn): number => rewardOrLowest(turn) + (turn.reward === 1 ? kept(turn) : 0);
  return Object.assign(rank, { highest: 3 });
}

/** An attempt that the grader could not decide is worse than any other. */
function rewardOrLowest(turn: Turn): number {
  return turn.reward ?? -Infinity;
}

/** The data set's own worked solution: a baseline, not the method. */
function oracleSolution(task: Task, { mdp }: ImproverOptions): Improver {
  return ({ problem, state }) => {
    const attempt: Attempt = {
      text: solutionOf(problem),
      stop: "endOfTurn",
      usage: { generatedTokens: 0, readTokens: 0 },
    };
    return gradedTurn(task, problem, { state, attempt, by: "improver" }, mdp.rewards);
  };
}

function solutionOf({ id, solution }: Problem): string {
  if (solution !== undefined) return solution;
  throw new ConfigError(
    `improve.by: oracle-solutions needs a worked solution for every problem, but ${id} has none; use self or distill`,
  );
}
