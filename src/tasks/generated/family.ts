import type { Rng, Task } from "../../mdp/index.ts";
import type { LevelName } from "../word-problems/level.ts";

/** A generated problem, and what its family knows about it. */
export interface DrawnProblem {
  /** Differs between any two problems, and decides their split: the numbers, not the words around them. */
  readonly key: string;
  readonly question: string;
  /** The gold answer. */
  readonly answer: string;
  /** An attempt that reaches it. */
  readonly solution: string;
  /**
   * An honest try, as somebody writes it who does not know the answer: every line of it is calculated right, and it says
   * itself whether it reached the goal.
   */
  readonly tryOut: (rng: Rng) => string;
}

/** A family of problems that are easier to check than to solve: an attempt that failed can be known by its own last line. */
export interface Family extends Pick<Task, "grade" | "isSameAnswer"> {
  readonly name: string;
  readonly draw: (rng: Rng, level: LevelName) => DrawnProblem;
}
