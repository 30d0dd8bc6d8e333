import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Problem, rollout, type SampleRequest } from "../../mdp/index.ts";
import { scriptedPolicy } from "../../mdp/testing/index.ts";
import { openTask } from "../open-task.ts";
import { taskSchema } from "../task-schema.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-code-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = [
  {
    question: "Write clamp(x), which keeps x between 0 and 9.",
    tests: ["assert.equal(clamp(5), 5)", "assert.equal(clamp(12), 9)", "assert.equal(clamp(-3), 0)"],
    language: "javascript",
    solution: "const clamp = (x) => Math.min(9, Math.max(0, x));",
  },
];

/** A programmer who mends what the tests complain of, and nothing else. */
function mend({ messages }: SampleRequest): string {
  const told = messages.at(-1)?.content ?? "";
  const program = told.includes("clamp(12)")
    ? "const clamp = (x) => Math.min(9, x);"
    : told.includes("clamp(-3)")
      ? "const clamp = (x) => Math.min(9, Math.max(0, x));"
      : "const clamp = (x) => x;";
  return `\`\`\`js\n${program}\n\`\`\``;
}

test("the failing test comes back as environment feedback, and a policy that heeds it solves the problem at turn 3", async () => {
  const file = join(folder, "clamp.jsonl");
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  const task = await openTask(taskSchema.parse({ name: "code", files: { test: file } }));
  const [problem] = task.problems("test") as [Problem]; // the file's one row
  const policy = scriptedPolicy(mend);
  const { turns } = await rollout(policy, task, problem, "run/0", {
    turns: 5,
    attemptsInView: 1,
    introspection: "neutral",
    sampling: { temperature: 1, topP: 1, maxTokens: 200 },
    rewards: { noAnswer: 0 },
    oracle: true,
    seed: 1,
  });
  expect(turns.map(({ grade, reward }) => [grade.outcome, reward])).toEqual([
    ["wrong", 0],
    ["wrong", 0],
    ["correct", 1],
  ]);
  const prompts = turns.slice(1).map(({ state }) => state.at(-1)?.content.split("\n")[0]);
  expect(prompts).toEqual([
    "The tests were run: test 2 of 3 failed: assert.equal(clamp(12), 9): got 12, wanted 9.",
    "The tests were run: test 3 of 3 failed: assert.equal(clamp(-3), 0): got -3, wanted 0.",
  ]);
});
