import type { Split, StageContext } from "../mdp/index.ts";
import { createHub, type TaskSurroundings } from "../tasks/index.ts";
import type { CourseStage } from "./progress/index.ts";
import { environmentHub } from "./hub.ts";

/** A verb's context besides its options: where progress and notes go, and what interrupts it. */
export interface VerbContext extends StageContext {
  /** Is told the stages of a whole run before the first. */
  readonly onCourse?: (stages: readonly CourseStage[]) => void;
}

/** The surroundings of a task of which only these splits are read; the hub is the environment's. */
export function surroundingsOf(context: VerbContext, splits?: readonly Split[]): TaskSurroundings {
  const { note } = context;
  const { client, options } = environmentHub(context);
  const isTrained = splits?.includes("train") === true;
  return {
    hub: createHub(client, options),
    ...(splits === undefined ? {} : { splits, forTraining: isTrained }),
    ...(note === undefined ? {} : { note }),
  };
}
