import { isTruncated, type IterationTrajectory, type Trajectory, type Turn } from "../mdp/index.ts";
import type { WeightConfig } from "./weight-schema.ts";

/** A turn that may become an example: it bears a reward, for the grader could decide. */
export interface RewardedTurn {
  readonly iteration: number;
  readonly trajectory: Trajectory;
  /** Counted from 0. */
  readonly index: number;
  readonly turn: Turn;
  readonly reward: number;
}

/**
 * A trajectory's turns that bear a reward, in order; those whose grader could not decide are left out (I4), and a branch's earlier
 * turns are the trunk's.
 */
export function rewardedTurns({ iteration, trajectory }: IterationTrajectory): readonly RewardedTurn[] {
  return trajectory.turns.flatMap((turn, index) =>
    turn.reward === undefined || index < (trajectory.branchesAt ?? 0)
      ? []
      : [{ iteration, trajectory, index, turn, reward: turn.reward }],
  );
}

/**
 * Whether a turn becomes an example, by the authors' four filters: `all`; `better` than the turn before; `best`, as good as
 * any before; `success`, right. The first turn passes the first three.
 */
export function isKept(rewarded: RewardedTurn, { keep, truncated }: WeightConfig): boolean {
  if (truncated === "drop" && isTruncated(rewarded.turn.attempt)) return false;
  const { reward } = rewarded;
  const earlier = earlierRewards(rewarded);
  const previous = earlier.at(-1);
  switch (keep) {
    case "all":
      return true;
    case "better":
      return previous === undefined || reward > previous;
    case "best":
      return earlier.every((other) => reward >= other);
    case "success":
      return reward === 1;
  }
}

const earlierRewards = ({ trajectory, index }: RewardedTurn): readonly number[] =>
  trajectory.turns.slice(0, index).flatMap(({ reward }) => (reward === undefined ? [] : [reward]));
