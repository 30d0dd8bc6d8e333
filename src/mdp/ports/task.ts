import type { Grade } from "../attempt.ts";
import type { Message, Problem, Split } from "../problem.ts";

/** Port: a set of problems and how to grade an attempt at one. */
export interface Task {
  readonly name: string;
  /** The problems of a split, in a fixed order. */
  problems(split: Split): readonly Problem[];
  /** The first turn's chat, ending in a user message. */
  prompt(problem: Problem): readonly Message[];
  /** Grades one response by its own text and the gold answer alone. */
  grade(problem: Problem, text: string): Promise<Grade>;
  /** Whether two extracted answers are the same vote. */
  isSameAnswer(a: string, b: string): boolean;
  /**
   * An attempt's text without the line in which it says itself whether it is right, for tasks whose attempts do so: an
   * examination shows what a model makes of that line.
   */
  withoutCheck?(text: string): string;
  /**
   * Environment feedback on a graded attempt, put between the attempt and the introspection prompt: which step or test
   * failed. The same attempt gets the same feedback, however often it is asked for.
   *
   * @param key names the attempt within the run, for feedback that is itself sampled
   */
  feedback?(
    problem: Problem,
    text: string,
    grade: Grade,
    key: string,
  ): Promise<string | undefined> | string | undefined;
}
