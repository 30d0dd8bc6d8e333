import type { Learner } from "./learner.ts";
import type { Policy } from "./policy.ts";
import type { Trainer } from "./trainer.ts";

/**
 * Port: opens models where a run needs them. Whoever opens closes, and the run opens one at a time (with the teacher: two),
 * so that a machine holds no more weights than it works with.
 */
export interface Models {
  /** Opens a model for sampling, by the name or folder of its weights. */
  policy(model: string): Promise<Policy>;
  /** Opens a learner that starts at these weights. */
  learner(model: string): Promise<Learner>;
  /** Opens a trainer that starts at these weights; where there is one, a run trains by it and opens no learner. */
  trainer?(model: string): Promise<Trainer>;
  /** Opens the teacher; absent where none is configured. */
  teacher?(): Promise<Policy>;
}
