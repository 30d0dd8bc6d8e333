import type { Attempt } from "./attempt.ts";
import { samplingOf, type MdpOptions } from "./mdp-options.ts";
import type { Policy, SampleRequest, SamplingOptions } from "./ports/policy.ts";
import type { Task } from "./ports/task.ts";
import type { Message, Problem } from "./problem.ts";
import type { Rewards } from "./reward.ts";
import { seedOf } from "./rng.ts";
import { stateOf, type PastAttempt, type StateOptions } from "./state.ts";
import type { Trajectory, Turn } from "./trajectory.ts";
import { gradedTurn } from "./turn.ts";

/** Rollout options. */
export interface RolloutOptions extends StateOptions {
  readonly turns: number;
  readonly sampling: SamplingOptions;
  readonly rewards: Rewards;
  /** With an oracle the rollout stops at the first right answer; without one nobody tells the policy. */
  readonly oracle: boolean;
  readonly seed: number;
  /** The first attempt, where it was sampled already, as one of several parallel ones. */
  readonly firstAttempt?: Attempt;
}

/** The rollout that an MDP's options make. */
export function rolloutOptions(
  mdp: MdpOptions,
  { turns, oracle, seed }: Pick<RolloutOptions, "turns" | "oracle" | "seed">,
): RolloutOptions {
  const { attemptsInView, introspection, rewards } = mdp;
  return { turns, attemptsInView, introspection, rewards, sampling: samplingOf(mdp), oracle, seed };
}

/**
 * Rolls a policy out on one problem: attempt, introspection prompt, attempt, ... Collection, evaluation and serving all
 * come through here.
 *
 * @param id names the trajectory; turn t is requested under the key `${id}/${t}`, seeded by that key and options.seed
 * @returns a trajectory of at most options.turns turns
 * @throws InfrastructureError if the policy could not answer
 */
export async function rollout(
  policy: Policy,
  task: Task,
  problem: Problem,
  id: string,
  options: RolloutOptions,
  signal?: AbortSignal,
): Promise<Trajectory> {
  const turns: Turn[] = [];
  for await (const turn of rolloutTurns(policy, task, problem, id, options, signal)) turns.push(turn);
  return { id, problem, turns };
}

/** The turns of a {@link rollout} as they come; whoever has seen enough leaves, and no further turn is sampled. */
export async function* rolloutTurns(
  policy: Policy,
  task: Task,
  problem: Problem,
  id: string,
  options: RolloutOptions,
  signal?: AbortSignal,
): AsyncGenerator<Turn, void> {
  const turns: Turn[] = [];
  while (turns.length < options.turns) {
    const state = await nextState(task, { id, problem, turns }, options);
    const given = turns.length === 0 ? options.firstAttempt : undefined;
    const attempt = given ?? (await sampleOne(policy, state, `${id}/${turns.length}`, options, signal));
    const turn = await gradedTurn(task, problem, { state, attempt, by: "policy" }, options.rewards);
    turns.push(turn);
    yield turn;
    if (options.oracle && turn.grade.outcome === "correct") break;
  }
}

/**
 * The state after a trajectory's turns: what the policy, or whoever improves on it, is asked next. The task's feedback on the
 * attempts in view is a part of it.
 */
export async function nextState(
  task: Task,
  { id, problem, turns }: Trajectory,
  options: StateOptions,
): Promise<readonly Message[]> {
  const past: PastAttempt[] = [];
  for (const [t, { attempt, grade }] of turns.entries()) {
    const isInView = t >= turns.length - options.attemptsInView;
    const feedback = isInView ? await task.feedback?.(problem, attempt.text, grade, `${id}/${t}`) : undefined;
    past.push(feedback === undefined ? { text: attempt.text } : { text: attempt.text, feedback });
  }
  return stateOf(task.prompt(problem), problem.question, past, options);
}

/** The settings of one request. */
export type RequestOptions = Pick<RolloutOptions, "sampling" | "seed">;

/** One response to one chat, seeded by its key. */
export async function sampleOne(
  policy: Policy,
  messages: readonly Message[],
  key: string,
  options: RequestOptions,
  signal?: AbortSignal,
): Promise<Attempt> {
  const [attempt] = await sampleMany(policy, { key, messages, n: 1 }, options, signal);
  return attempt as Attempt; // n were given, as checked
}

/** n responses to one chat, seeded by its key. */
export async function sampleMany(
  policy: Policy,
  request: Pick<SampleRequest, "key" | "messages" | "n">,
  { sampling, seed }: RequestOptions,
  signal?: AbortSignal,
): Promise<readonly Attempt[]> {
  const { key, n } = request;
  const attempts = await policy.sample({ ...request, seed: seedOf(seed, key), ...sampling }, signal);
  if (attempts.length === n) return attempts;
  throw new Error(`policy ${policy.name} returned ${attempts.length} attempts for ${key}, wanted ${n}`);
}
