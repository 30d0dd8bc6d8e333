import type { LoraOptions } from "../lora-options.ts";
import type { Learner } from "./learner.ts";
import type { Policy } from "./policy.ts";
import type { Trainer } from "./trainer.ts";

/** How a model is to be trained, as far as it must be known when it is opened. Every learner honours it or refuses. */
export interface LearnerOptions {
  /** Trains an adapter of these settings and saves it in the model's place; absent: all weights. */
  readonly lora?: LoraOptions;
  /** Of whatever training draws by chance besides the order of the examples. */
  readonly seed: number;
}

/**
 * Port: opens models where a run needs them. Whoever opens closes, and the run opens one at a time (with the teacher: two),
 * so that a machine holds no more weights than it works with.
 */
export interface Models {
  /** Opens a model for sampling, by the name or folder of its weights. */
  policy(model: string): Promise<Policy>;
  /** Opens a learner that starts at these weights; by default it trains all of them. */
  learner(model: string, options?: LearnerOptions): Promise<Learner>;
  /** Opens a trainer that starts at these weights; where there is one, a run trains by it and opens no learner. */
  trainer?(model: string, options?: LearnerOptions): Promise<Trainer>;
  /** Opens the teacher; absent where none is configured. */
  teacher?(): Promise<Policy>;
}
