import * as fc from "fast-check";
import { expect, test } from "vitest";
import { rollout, type RolloutOptions } from "./rollout.ts";
import { addition, additionTask, attemptOf, scriptedPolicy } from "./testing/index.ts";

const task = additionTask();
const problem = addition(3, 4);
const options: RolloutOptions = {
  turns: 3,
  attemptsInView: 9,
  introspection: "authors-code",
  sampling: { temperature: 1, topP: 1, maxTokens: 20 },
  rewards: { noAnswer: -1 },
  oracle: false,
  seed: 5,
};
const again = "The answer is incorrect. Please try again. Here's the question: What is 3 + 4?";

test("the state of each turn is the problem, then attempt and introspection prompt in turn", async () => {
  const policy = scriptedPolicy(({ messages }) => `#### ${messages.length}`);
  const { turns } = await rollout(policy, task, problem, "1/p/0", options);
  expect(turns.map(({ state }) => state.map(({ role, content }) => `${role}: ${content}`))).toEqual([
    ["user: What is 3 + 4?"],
    ["user: What is 3 + 4?", "assistant: #### 1", `user: ${again}`],
    ["user: What is 3 + 4?", "assistant: #### 1", `user: ${again}`, "assistant: #### 3", `user: ${again}`],
  ]);
});

test("the view keeps the problem and the latest attempts, however long the rollout", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 }), async (attemptsInView, turns) => {
      const policy = scriptedPolicy(({ key }) => `try ${key}`);
      const trajectory = await rollout(policy, task, problem, "t", { ...options, attemptsInView, turns });
      trajectory.turns.forEach(({ state }, t) => {
        expect(state[0]?.content).toBe("What is 3 + 4?");
        const seen = state.filter(({ role }) => role === "assistant").map(({ content }) => content);
        const made = Array.from({ length: t }, (_, i) => `try t/${i}`);
        expect(seen).toEqual(made.slice(-attemptsInView));
      });
    }),
  );
});

test("with an oracle it stops at the first right answer; without one it goes on and says the same", async () => {
  const answers = ["#### 1", "#### 7", "#### 1"];
  const policy = () => scriptedPolicy(({ key }) => answers[Number(key.split("/").at(-1))] ?? "");
  const stopped = await rollout(policy(), task, problem, "t", { ...options, oracle: true });
  expect(stopped.turns.map(({ grade }) => grade.outcome)).toEqual(["wrong", "correct"]);
  const went = await rollout(policy(), task, problem, "t", options);
  expect(went.turns.map(({ grade }) => grade.outcome)).toEqual(["wrong", "correct", "wrong"]);
  expect(went.turns[2]?.state.at(-1)?.content).toBe(again); // nobody tells the policy that it was right
});

test("rewards are 1, 0, the option's for no answer, and none where the grader cannot decide", async () => {
  const answers = ["#### 7", "#### 8", "no idea", "#### ?"];
  const policy = scriptedPolicy(({ key }) => answers[Number(key.split("/").at(-1))] ?? "");
  const { turns } = await rollout(policy, task, problem, "t", { ...options, turns: 4 });
  expect(turns.map(({ reward }) => reward)).toEqual([1, 0, -1, undefined]);
  expect(turns.every((turn) => "reward" in turn === (turn.grade.outcome !== "error"))).toBe(true);
});

test("a given first attempt is not sampled again", async () => {
  const policy = scriptedPolicy(() => "#### 1");
  const firstAttempt = attemptOf("#### 5");
  const { turns } = await rollout(policy, task, problem, "t", { ...options, turns: 2, firstAttempt });
  expect(turns.map(({ attempt }) => attempt.text)).toEqual(["#### 5", "#### 1"]);
  expect(policy.requests.map(({ key }) => key)).toEqual(["t/1"]);
});

test("feedback goes between the attempt and the introspection prompt", async () => {
  const critical = { ...additionTask(), feedback: () => "Test 2 failed." };
  const policy = scriptedPolicy(() => "#### 1");
  const { turns } = await rollout(policy, critical, problem, "t", { ...options, turns: 2 });
  expect(turns[1]?.state.at(-1)?.content).toBe(`Test 2 failed.\n${again}`);
});

test("requests are seeded by their key and the run's seed, each differently", async () => {
  const seeds = async (seed: number): Promise<number[]> => {
    const policy = scriptedPolicy(() => "#### 1");
    await rollout(policy, task, problem, "t", { ...options, seed });
    return policy.requests.map((request) => request.seed);
  };
  expect(await seeds(1)).toEqual(await seeds(1));
  expect(new Set([...(await seeds(1)), ...(await seeds(2))]).size).toBe(6);
});

test("a policy that fails makes the rollout fail: no attempt is invented (I4)", async () => {
  const policy = scriptedPolicy(() => {
    throw new Error("server down");
  });
  await expect(rollout(policy, task, problem, "t", options)).rejects.toThrow("server down");
});
