import {
  counted,
  countProgress,
  createTurnCounter,
  mapConcurrently,
  nextState,
  type Policy,
  type StageContext,
  type Task,
  type Trajectory,
  type Turn,
  UnansweredError,
} from "../mdp/index.ts";
import { improverOf, type Improver, type ImproverOptions } from "./improver.ts";

/** How an iteration improves. */
export interface ImproveOptions extends ImproverOptions {
  /** As collected: where rollouts continue after success, right attempts get their next action as well. */
  readonly afterSuccess: "stop" | "continue";
}

/**
 * Gets a better action at the states where the policy was wrong, and appends it as the next turn. With one turn collected
 * the result is what iteration 1 trains on:
 *
 *     state x                             -> the policy's own attempt   (weighted by its reward)
 *     state (x, attempt, introspection)   -> the improved attempt
 *
 * Improvements that fail as well are kept: their reward says so. Where rollouts continue after success, a right attempt is
 * followed by the improver's answer too; those examples teach to keep a right answer, which halves right -> wrong.
 *
 * @param improver the teacher for `distill`, the policy itself for `self`
 * @returns the trajectories in their order; with `states: every`, each one's branches right after it
 * @throws InfrastructureError if the improver could not be asked (I4); what it will not answer stays unimproved
 * @see Qu et al. 2024, arXiv:2407.18219, section 4.2
 */
export async function improve(
  trajectories: readonly Trajectory[],
  improver: Policy,
  task: Task,
  options: ImproveOptions,
  context: StageContext = {},
): Promise<readonly Trajectory[]> {
  if (options.by === "none") return trajectories;
  const sampler = counted(improver);
  const better = improverOf(sampler.policy, task, options);
  const advance = countProgress(context, `improve by ${options.by}`, trajectories.length);
  const counter = createTurnCounter();
  const improved = await mapConcurrently(
    trajectories,
    improver.concurrency,
    async (trajectory) => {
      const grown = await improveOne(trajectory, better, task, options, context.signal);
      const ends = grown.flatMap(({ turns }) => turns.slice(-1));
      const chosen = counter.add(ends.filter(({ by }) => by === "improver"));
      advance({ ...chosen, generatedTokens: sampler.generatedTokens() });
      return grown;
    },
    context.signal,
  );
  return improved.flat();
}

async function improveOne(
  trajectory: Trajectory,
  better: Improver,
  task: Task,
  options: ImproveOptions,
  signal?: AbortSignal,
): Promise<readonly Trajectory[]> {
  const { id, problem, turns } = trajectory;
  const turnAfter = async (taken: readonly Turn[]): Promise<readonly Turn[]> => {
    const state = await nextState(task, { id, problem, turns: taken }, options.mdp);
    const improved = better({ problem, state, shown: taken.at(-1), key: `improve/${id}/${taken.length}` }, signal);
    return improved.then((turn) => [turn], noneWhereUnanswered);
  };
  const grown = [await extended(trajectory, turnAfter, options)];
  for (const branchesAt of options.states === "every" ? branchPoints(turns, options) : []) {
    const taken = turns.slice(0, branchesAt);
    const improved = await turnAfter(taken);
    if (improved.length > 0)
      grown.push({ id: `${id}+${branchesAt}`, problem, turns: [...taken, ...improved], branchesAt });
  }
  return grown;
}

/** A teacher that will not speak on one problem leaves it as it is: the policy's own turns are data all the same. */
function noneWhereUnanswered(error: unknown): readonly Turn[] {
  if (error instanceof UnansweredError) return [];
  throw error;
}

/** The trajectory with the improved action at its end, or as it is where it is solved and that is the end of it. */
async function extended(
  trajectory: Trajectory,
  turnAfter: (taken: readonly Turn[]) => Promise<readonly Turn[]>,
  options: ImproveOptions,
): Promise<Trajectory> {
  const { turns } = trajectory;
  return isOpen(turns.at(-1), options) ? { ...trajectory, turns: [...turns, ...(await turnAfter(turns))] } : trajectory;
}

/** The states inside a trajectory that follow an attempt to improve on; the last state is the trajectory's own. */
function branchPoints(turns: readonly Turn[], options: ImproveOptions): readonly number[] {
  return turns.slice(0, -1).flatMap((turn, t) => (isOpen(turn, options) ? [t + 1] : []));
}

/** Whether the state after a turn wants a better action; the state before any turn does. */
function isOpen(turn: Turn | undefined, { afterSuccess }: ImproveOptions): boolean {
  return afterSuccess === "continue" || turn?.grade.outcome !== "correct";
}
