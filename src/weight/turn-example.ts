import type { AttemptTokens, Example, IterationTrajectory, Message, StopReason, Turn } from "../mdp/index.ts";
import type { RewardedTurn } from "./turns.ts";

/**
 * An example whose state, action and tokens are read when they are looked at (see `RunStore.trajectories`): a run may have a million, of
 * which texts and tokens would not fit into memory. Its properties are its own, as a plain record's, and all examples share what reads them:
 * each takes some hundred bytes.
 */
export class TurnExample implements Example {
  declare readonly id: string;
  readonly trajectory: string;
  readonly turn: number;
  readonly iteration: number;
  declare readonly state: readonly Message[];
  declare readonly action: string;
  readonly stop: StopReason;
  declare readonly tokens?: AttemptTokens;
  readonly reward: number;
  weight = 0;
  readonly #each: IterationTrajectory;

  constructor(each: IterationTrajectory, { iteration, trajectory, index, turn, reward }: RewardedTurn) {
    this.#each = each;
    Object.defineProperty(this, "id", TurnExample.#id);
    this.trajectory = trajectory.id;
    this.turn = index;
    this.iteration = iteration;
    Object.defineProperties(this, TurnExample.#texts);
    this.stop = turn.attempt.stop;
    if ("tokens" in turn.attempt) Object.defineProperty(this, "tokens", TurnExample.#tokens);
    this.reward = reward;
  }

  #read(): Turn {
    const { trajectory } = this.#each;
    const turn = trajectory.turns[this.turn];
    if (turn === undefined) throw new Error(`trajectory ${trajectory.id} must have a turn ${this.turn}, got none`);
    return turn;
  }

  static readonly #id = own((example) => `${example.trajectory}#${example.turn}`);
  static readonly #texts = {
    state: own((example) => example.#read().state),
    action: own((example) => example.#read().attempt.text),
  };
  static readonly #tokens = own((example) => example.#read().attempt.tokens);
}

/** A property of an example, read by what all examples share. */
function own(read: (example: TurnExample) => unknown): PropertyDescriptor & ThisType<TurnExample> {
  return {
    enumerable: true,
    get() {
      return read(this);
    },
  };
}
