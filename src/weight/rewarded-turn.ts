import type { IterationTrajectory, Trajectory, Turn } from "../mdp/index.ts";

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
