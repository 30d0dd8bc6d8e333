import { randomInt } from "node:crypto";
import { createRng } from "../../mdp/index.ts";
import type { HubFiles } from "../datasets/sources.ts";
import { pull, type PullOptions } from "./pull.ts";
import type { HubClient } from "./request.ts";
import type { HubSettings } from "../../hub-cache/index.ts";

/** A client of the hub with the waits that suit the real one. */
export function createHubClient(settings: HubSettings): HubClient {
  return { settings, firstWaitMs: 1000, rng: createRng(randomInt(2 ** 32)), silenceMs: 60_000 };
}

/** The hub as a source of data sets. */
export function createHub(client: HubClient, options: PullOptions = {}): HubFiles {
  return {
    fetch: async ({ repository, files, revision = "main" }) => {
      const pulled = await pull(client, { kind: "dataset", name: repository, revision, files }, options);
      return pulled.files;
    },
  };
}
