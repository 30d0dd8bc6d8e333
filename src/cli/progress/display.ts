import type { OnProgress } from "../../mdp/index.ts";

/** Shows a verb's progress to a person, on stderr. */
export interface Display {
  readonly onProgress: OnProgress;
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
