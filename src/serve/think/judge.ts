import type { Message, Task } from "../../mdp/index.ts";

/** Reads the answer out of a response, and says which answers are one vote: a task's grader without its problems. */
export type AnswerReader = Pick<Task, "grade" | "isSameAnswer"> & {
  /** Reads an answer and runs nothing: where grading runs the gold answer as a program. */
  readonly readAnswer?: (text: string) => string | null;
};

/** What a verifier is shown of an attempt. */
export interface VerifiedAttempt {
  readonly messages: readonly Message[];
  readonly text: string;
  readonly answer: string | null;
}

/** A verifier's word on an attempt. */
export interface Verdict {
  readonly isCorrect: boolean;
  /** Goes between the attempt and the introspection prompt. */
  readonly feedback?: string;
}

/** External feedback: says whether an attempt is right, so that the turns end there. */
export type Verifier = (attempt: VerifiedAttempt, signal?: AbortSignal) => Promise<Verdict>;
