import type { Split, StageContext } from "../mdp/index.ts";
import type { TaskSurroundings } from "../tasks/index.ts";

/** What a verb is handed besides its options: where progress goes, and what interrupts it. */
export interface VerbContext extends StageContext {
  /** Is told what the user should know. */
  readonly note?: (line: string) => void;
}

/** The surroundings of a task of which only these splits are read. */
export function surroundingsOf({ note }: VerbContext, splits: readonly Split[]): TaskSurroundings {
  return { splits, ...(note === undefined ? {} : { note }) };
}
