import { expect, test } from "vitest";
import { criticised } from "./criticised.ts";
import { mdpSchema, samplingOf } from "./mdp-options.ts";
import { rollout } from "./rollout.ts";
import { addition, additionTask, scriptedPolicy } from "./testing/index.ts";

const mdp = mdpSchema.parse({});
const options = {
  ...mdp,
  turns: 3,
  attemptsInView: 1,
  sampling: samplingOf(mdp),
  oracle: false,
  seed: 0,
};

test("a critique stands between attempt and introspection prompt; the critic sees the attempt, not the gold answer", async () => {
  const critic = scriptedPolicy(({ messages }) => `I doubt ${messages.at(-2)?.content}.`);
  const secret = { ...addition(3, 4), answer: "GOLD" };
  const task = criticised(additionTask(), critic, { mdp, seed: 0 });
  const { turns } = await rollout(
    scriptedPolicy(({ key }) => `#### ${key}`),
    task,
    secret,
    "t",
    options,
  );
  expect(turns[1]?.state.at(-1)?.content).toMatch(/^I doubt #### t\/0\.\nThe answer is incorrect/);
  expect(turns[2]?.state.at(-1)?.content).toMatch(/^I doubt #### t\/1\.\n/);
  expect(JSON.stringify(critic.requests)).not.toContain("GOLD");
  expect(critic.requests.map(({ key }) => key)).toEqual(["t/0/critique", "t/1/critique"]); // none of the last attempt
});

test("the task's own feedback comes first, and its grading is untouched", async () => {
  const own = { ...additionTask(), feedback: () => "Test 2 failed." };
  const task = criticised(
    own,
    scriptedPolicy(() => "Look at step 1."),
    { mdp, seed: 0 },
  );
  const grade = await task.grade(addition(3, 4), "#### 7");
  expect(grade.outcome).toBe("correct");
  expect(await task.feedback?.(addition(3, 4), "#### 7", grade, "t/0")).toBe("Test 2 failed.\nLook at step 1.");
});
