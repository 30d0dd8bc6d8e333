import type { OnProgress } from "../../mdp/index.ts";
import type { CourseStage } from "./course.ts";

/** Shows a verb's progress to a person, on stderr. */
export interface Display {
  readonly onProgress: OnProgress;
  /** Tells the stages of a run: from then on the display says which are to come and how long they take. */
  course(stages: readonly CourseStage[]): void;
  /** A line that stays. */
  note(line: string): void;
  /** Ends the display; what it showed last stays. */
  close(): void;
}

/** A display's stream and clock. */
export interface DisplayOptions {
  readonly stream: DisplayStream;
  readonly nowMs: () => number;
}

/** The part of stderr that a display needs. */
export interface DisplayStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}
