import type { Grade, Message } from "../mdp/index.ts";

/** What a run's record does not hold, where it can be had: the task's problems, and the models' tokenizers. */
export interface ViewSurroundings {
  /** The run's folder as it was typed. */
  readonly folder: string;
  /** Undefined where the task cannot be opened without running a stranger's code, or its files are not here. */
  task(): Promise<ViewedTask | undefined>;
  /** The tokenizer of a digest, from the models' folders; undefined where it is not here. */
  tokenizer(digest: string): ViewedTokenizer | undefined;
}

/** A task as a viewer needs it: it runs nothing. */
export interface ViewedTask {
  problems(): readonly ViewedProblem[];
  prompt(problem: ViewedProblem): readonly Message[];
  /** Absent where an attempt would have to be executed, or the task says more of an attempt than the record holds. */
  readonly grade?: (problem: ViewedProblem, text: string) => Promise<Grade>;
  /** Whether the task tells the policy more than the introspection prompt. */
  readonly hasFeedback: boolean;
}

/** A problem of a task. */
export interface ViewedProblem {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

/** A tokenizer as a viewer needs it. */
export interface ViewedTokenizer {
  decode(ids: readonly number[]): string;
}
