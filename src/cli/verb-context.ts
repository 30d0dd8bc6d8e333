import { homedir } from "node:os";
import type { Split, StageContext } from "../mdp/index.ts";
import { createHub, createHubClient, type HubFiles, hubSettings, type TaskSurroundings } from "../tasks/index.ts";

/** What a verb is handed besides its options: where progress goes, and what interrupts it. */
export interface VerbContext extends StageContext {
  /** Is told what the user should know. */
  readonly note?: (line: string) => void;
}

/** The surroundings of a task of which only these splits are read; the hub is the environment's. */
export function surroundingsOf(context: VerbContext, splits?: readonly Split[]): TaskSurroundings {
  const { note } = context;
  const isTrained = splits?.includes("train") === true;
  return {
    hub: hubOf(context),
    ...(splits === undefined ? {} : { splits, forTraining: isTrained }),
    ...(note === undefined ? {} : { note }),
  };
}

function hubOf({ onProgress, signal }: VerbContext): HubFiles {
  const client = createHubClient(hubSettings(process.env, homedir()));
  return createHub(client, {
    onProgress: ({ what, bytes, totalBytes }) =>
      onProgress?.({ stage: `download ${what}`, done: bytes, total: totalBytes }),
    ...(signal === undefined ? {} : { signal }),
  });
}
