import { expect, test } from "vitest";
import type { Policy, ProgressEvent } from "../../mdp/index.ts";
import type { CheckedModels } from "../models.ts";
import { withHeartbeat } from "./heartbeat.ts";

test("responses are told where a stage has been silent for five seconds, and only there", async () => {
  let now = 0;
  const events: ProgressEvent[] = [];
  const attempt = { text: "7", stop: "endOfTurn", usage: { generatedTokens: 1, readTokens: 1 } } as const;
  const policy: Policy = {
    name: "m",
    digest: "d",
    concurrency: 1,
    sample: ({ n }) => Promise.resolve(Array.from({ length: n }, () => attempt)),
    close: () => Promise.resolve(),
  };
  const opened: CheckedModels = {
    policy: () => Promise.resolve(policy),
    learner: () => Promise.reject(new Error("nothing is trained")),
    check: () => Promise.resolve(),
  };
  const { models, context } = withHeartbeat(opened, { onProgress: (event) => events.push(event) }, () => now);
  const asked = await models.policy("m");
  const sample = (): Promise<unknown> =>
    asked.sample({ key: "k", messages: [], n: 2, seed: 0, temperature: 1, topP: 1, maxTokens: 9 });
  context.onProgress({ stage: "evaluate base", done: 0, total: 4 });
  await sample();
  expect(events).toHaveLength(1);
  now = 5000;
  await sample();
  expect(events.at(-1)).toEqual({ stage: "evaluate base", done: 0, total: 4, figures: { responses: 4 } });
  context.onProgress({ stage: "evaluate base", done: 4, total: 4 });
  now = 20_000;
  await sample();
  expect(events).toHaveLength(3); // what is finished is told no more
});
