import type { Attempt, Grade } from "./attempt.ts";
import type { Policy, SamplingOptions } from "./ports/policy.ts";
import type { Task } from "./ports/task.ts";
import type { Problem } from "./problem.ts";
import { rewardOf, type Rewards } from "./reward.ts";
import { seedOf } from "./rng.ts";
import { stateOf, type PastAttempt, type StateOptions } from "./state.ts";
import type { Trajectory, Turn } from "./trajectory.ts";

/** How to roll out. */
export interface RolloutOptions extends StateOptions {
  readonly turns: number;
  readonly sampling: SamplingOptions;
  readonly rewards: Rewards;
  /** With an oracle the rollout stops at the first right answer; without one nobody tells the policy. */
  readonly oracle: boolean;
  readonly seed: number;
}

/**
 * Rolls a policy out on one problem: attempt, introspection prompt, attempt, ... Collection, evaluation and serving all
 * come through here.
 *
 * @param id names the trajectory; turn t is requested under the key `${id}/${t}`, seeded by that key and options.seed
 * @returns a trajectory of 1 to options.turns turns
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
  const past: PastAttempt[] = [];
  while (turns.length < options.turns) {
    const turn = await takeTurn(policy, task, problem, `${id}/${turns.length}`, past, options, signal);
    turns.push(turn);
    if (options.oracle && turn.grade.outcome === "correct") break;
    past.push(pastAttempt(task, problem, turn.attempt, turn.grade));
  }
  return { id, problem, turns };
}

/** An attempt as later states keep it, with the task's feedback on it. */
export function pastAttempt(task: Task, problem: Problem, attempt: Attempt, grade: Grade): PastAttempt {
  const feedback = task.feedback?.(problem, attempt.text, grade);
  return feedback === undefined ? { text: attempt.text } : { text: attempt.text, feedback };
}

async function takeTurn(
  policy: Policy,
  task: Task,
  problem: Problem,
  key: string,
  past: readonly PastAttempt[],
  options: RolloutOptions,
  signal?: AbortSignal,
): Promise<Turn> {
  const state = stateOf(task.prompt(problem), problem.question, past, options);
  const seed = seedOf(options.seed, key);
  const attempts = await policy.sample({ key, messages: state, n: 1, seed, ...options.sampling }, signal);
  const attempt = attempts[0];
  if (attempt === undefined) throw new Error(`policy ${policy.name} returned no attempt for ${key}, wanted 1`);
  const grade = await task.grade(problem, attempt.text);
  const reward = rewardOf(grade, options.rewards);
  return { state, attempt, grade, by: "policy", ...(reward === undefined ? {} : { reward }) };
}
