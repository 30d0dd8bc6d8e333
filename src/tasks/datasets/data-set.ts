import type { Problem, Split, Task } from "../../mdp/index.ts";
import type { ReadGold } from "./gold.ts";
import type { ReadQuestion } from "./question.ts";

/** Where a split's files are on the Hugging Face hub. */
export interface HubSource {
  /** Such as "openai/gsm8k". */
  readonly repository: string;
  /** A glob over the repository's paths, such as "main/train-*.parquet"; `**` stands for any folders. */
  readonly files: string;
  /** A branch, tag or commit; default main. */
  readonly revision?: string;
  /** The part of the files' rows that is the split, as Array.slice counts; default all. */
  readonly rows?: readonly [start: number, end?: number];
}

/** Everything needed to read and grade a data set; one record per set. */
export interface DataSet {
  readonly name: string;
  /** One line for a person: what it is, how large, whose, its licence. */
  readonly about: string;
  readonly readQuestion: ReadQuestion;
  /** The columns that make up a row's id; default: its place in the split. */
  readonly id?: readonly string[];
  readonly readGold: ReadGold;
  /**
   * Rows without a gold answer, and training problems that are test problems: of a published set they are left out and that is
   * said; of the user's own data they are an error.
   */
  readonly flaws: "leaveOut" | "refuse";
  /** Follows the question in the first message: what form the answer must have. */
  readonly instruction?: string;
  readonly grading: Grading;
  readonly hub?: Readonly<Partial<Record<Split, HubSource>>>;
}

/** Where an answer was found: the rule of docs/grading.md, and the span [start, end) of the response in UTF-16 units; null without an answer. */
interface Explanation {
  readonly rule: string | null;
  readonly span: readonly [number, number] | null;
}

/** How a task grades: the part of it that needs no problems. */
export type Grading = Pick<Task, "grade" | "isSameAnswer" | "feedback"> & {
  /** A response that gives this gold answer in the form asked for; undefined where none can be made up. */
  readonly goldResponse: (problem: Problem) => string | undefined;
  /**
   * Reads a response's answer without a problem; null where it gives none. Only where grading runs the gold answer, as code tasks
   * do: such a gold is taken from nobody but the data set.
   */
  readonly readAnswer?: (text: string) => string | null;
  /** Which rule takes a response's answer, and where it stands; absent where a task's answers are not looked for in texts. */
  readonly explain?: (problem: Problem, text: string) => Explanation;
  /** Warnings for the user before anything is graded. */
  readonly caution?: () => string | undefined;
  /** How many gradings are worth having under way; default 1: they take no waiting. */
  readonly concurrency?: number;
};
