import { expect, test } from "vitest";
import { recorded } from "./recorded.ts";
import { memoryStore, scriptedPolicy } from "./testing/index.ts";

const request = {
  key: "collect/1/p/0/0",
  messages: [{ role: "user", content: "3 + 4?" }],
  n: 2,
  seed: 1,
  temperature: 1,
  topP: 1,
  maxTokens: 9,
} as const;

test("a request is sampled once, and answered from the record from then on (I2)", async () => {
  const store = memoryStore();
  const policy = scriptedPolicy((_, index) => `answer ${index}`);
  const first = await recorded(policy, store.attempts).sample(request);
  const second = await recorded(policy, store.attempts).sample(request);
  expect(second).toEqual(first);
  expect(policy.requests).toHaveLength(1);
});

test("what the policy could not answer is not recorded (I4)", async () => {
  const store = memoryStore();
  const failing = scriptedPolicy(() => {
    throw new Error("server down");
  });
  await expect(recorded(failing, store.attempts).sample(request)).rejects.toThrow("server down");
  expect(store.keys()).toEqual([]);
});

test("a record of another number of attempts is refused, not padded or cut", async () => {
  const store = memoryStore();
  const policy = recorded(
    scriptedPolicy(() => "x"),
    store.attempts,
  );
  await policy.sample(request);
  await expect(policy.sample({ ...request, n: 3 })).rejects.toThrow("needs 3 attempts, got 2");
});
