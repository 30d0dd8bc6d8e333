import type { Attempt, Grade } from "./attempt.ts";
import type { Message, Problem } from "./problem.ts";

/** One turn: the state the policy saw, the action it took, and what the grader said of it. */
export interface Turn {
  readonly state: readonly Message[];
  readonly attempt: Attempt;
  readonly grade: Grade;
  /** In [-1, 1]; absent where the grade is `error` (I4). */
  readonly reward?: number;
  /** The actor: the learner's own policy, or whoever improved on it. */
  readonly by: "policy" | "improver";
}

/** A rollout: a problem and the turns taken on it, oldest first. */
export interface Trajectory {
  /** Unique within a run: iteration, problem and sample. */
  readonly id: string;
  readonly problem: Problem;
  readonly turns: readonly Turn[];
  /**
   * Set where this trajectory branches off another of the same iteration: the turns before this one are that one's,
   * there for reading, and are no examples again.
   */
  readonly branchesAt?: number;
}

/** A trajectory and the iteration that made it. */
export interface IterationTrajectory {
  readonly iteration: number;
  readonly trajectory: Trajectory;
}
