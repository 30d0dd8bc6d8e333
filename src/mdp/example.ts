import type { AttemptTokens, StopReason } from "./attempt.ts";
import type { Message } from "./problem.ts";

/** One training example: a state, the action taken there, and its weight in the loss. */
export interface Example {
  /** Unique within a run: the trajectory's id and the turn. */
  readonly id: string;
  readonly trajectory: string;
  /** Counted from 0. */
  readonly turn: number;
  readonly iteration: number;
  readonly state: readonly Message[];
  readonly action: string;
  /** An action cut off by the token limit has no end-of-turn token, sampled or rendered. */
  readonly stop: StopReason;
  /** The sampled ids, where the acting policy gave them. */
  readonly tokens?: AttemptTokens;
  readonly reward: number;
  /** >= 0; mean 1 over the set of examples. */
  readonly weight: number;
}
