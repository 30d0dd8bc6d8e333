import {
  countProgress,
  createTurnCounter,
  mapConcurrently,
  refuseDuplicateIds,
  rollout,
  rolloutOptions,
  type MdpOptions,
  type Policy,
  type Problem,
  type StageContext,
  type Task,
  type Trajectory,
} from "../mdp/index.ts";
import { turnsToCollect, type CollectConfig } from "./collect-schema.ts";

/** How iteration k collects. */
export interface CollectOptions extends CollectConfig {
  readonly mdp: MdpOptions;
  /** k, counted from 1. */
  readonly iteration: number;
  readonly seed: number;
}

/**
 * On-policy rollouts of several turns: what the policy does by itself, and how it fails. Wrong, unparsable, truncated and
 * degenerate attempts stay as they are; problems solved at the first turn stay.
 *
 * @param problems training problems; their answers are read by the task's grader alone
 * @returns `samples` trajectories per problem, in the order of the problems, named `${iteration}/${problem}/${sample}`
 * @throws InfrastructureError if the policy could not answer (I4)
 * @see Qu et al. 2024, arXiv:2407.18219, section 4.2
 */
export async function collect(
  policy: Policy,
  task: Task,
  problems: readonly Problem[],
  options: CollectOptions,
  context: StageContext = {},
): Promise<readonly Trajectory[]> {
  refuseDuplicateIds(problems);
  const { iteration, samples, mdp, seed } = options;
  const turns = turnsToCollect(options, iteration);
  const how = rolloutOptions(mdp, { turns, oracle: options.afterSuccess === "stop", seed });
  const wanted = problems.flatMap((problem) =>
    Array.from({ length: samples }, (_, sample) => ({ problem, id: `${iteration}/${problem.id}/${sample}` })),
  );
  const advance = countProgress(context, "collect", wanted.length);
  const counter = createTurnCounter();
  return mapConcurrently(
    wanted,
    policy.concurrency,
    async ({ problem, id }) => {
      const trajectory = await rollout(policy, task, problem, id, how, context.signal);
      advance(counter.add(trajectory.turns));
      return trajectory;
    },
    context.signal,
  );
}
