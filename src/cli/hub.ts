import { homedir } from "node:os";
import type { StageContext } from "../mdp/index.ts";
import { createHubClient, type HubClient, hubSettings, type PullOptions } from "../tasks/index.ts";

/** The hub as the environment names it (HF_ENDPOINT, HF_HOME, HF_TOKEN, ...), its downloads shown as progress. */
export function environmentHub({ onProgress, signal }: StageContext): {
  readonly client: HubClient;
  readonly options: PullOptions;
} {
  const options: PullOptions = {
    onProgress: ({ what, bytes, totalBytes }) =>
      onProgress?.({ stage: `download ${what}`, done: bytes, total: totalBytes, unit: "bytes" }),
    ...(signal === undefined ? {} : { signal }),
  };
  return { client: createHubClient(hubSettings(process.env, homedir())), options };
}
