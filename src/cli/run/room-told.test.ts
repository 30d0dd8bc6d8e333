import { expect, test } from "vitest";
import type { Models, Policy } from "../../mdp/index.ts";
import { lookedAt, roomTeller } from "./room-told.ts";

const policy = (name: string, contextTokens?: number): Policy => ({
  name,
  digest: name,
  concurrency: 1,
  ...(contextTokens === undefined ? {} : { contextTokens }),
  sample: async () => [],
  close: async () => {},
});

test("each model that reads no more than mdp.maxTokens is told once, as it opens, on servers as well", async () => {
  const notes: string[] = [];
  const models: Models = {
    policy: async (name) => policy(name, name === "small" ? 100 : 101),
    teacher: async () => policy("teacher at a server", 64),
    learner: () => Promise.reject(new Error("nothing is trained")),
  };
  const config = { mdp: { maxTokens: 100 } } as Parameters<typeof roomTeller>[0]; // the rest is not read
  const { policy: open, teacher } = lookedAt(
    models,
    roomTeller(config, (line) => notes.push(line)),
  );
  for (const name of ["small", "large", "small"]) expect((await open(name)).name).toBe(name);
  await teacher?.();
  expect(notes).toEqual([
    "mdp.maxTokens must be less than the 100 tokens that small reads, chat included, got 100; responses end there, recorded as cut off",
    "mdp.maxTokens must be less than the 64 tokens that teacher at a server reads, chat included, got 100; responses end there, recorded as cut off",
  ]);
});
