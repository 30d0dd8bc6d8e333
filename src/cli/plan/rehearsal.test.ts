import { expect, test } from "vitest";
import { resolveConfig } from "../config/load-config.ts";
import type { Problem, Task } from "../../mdp/index.ts";
import { riseSchema, type RiseConfigInput } from "../../rise-schema.ts";
import { rehearse } from "./rehearsal.ts";

const problems = (count: number, name: string): readonly Problem[] =>
  Array.from({ length: count }, (_, i) => ({ id: `${name}-${i}`, question: `What is ${name} ${i}?`, answer: "1" }));
const task: Task = {
  name: "numbers",
  problems: (split) => problems(split === "train" ? 6 : 4, split),
  prompt: ({ question }) => [{ role: "user", content: question }],
  grade: () => Promise.reject(new Error("a rehearsal grades nothing")),
  isSameAnswer: () => false,
};
const rendering = { tokensPerChar: 0.5, tokensPerMessage: 10 };
const behaviour = (rightShare: number) => {
  const one = { rightShare, generatedTokens: [[20], [30]], rendering };
  return { policy: one, teacher: one };
};
const configOf = (config: RiseConfigInput) => resolveConfig(riseSchema, config, "of this test");

test("a rehearsal counts the calls that a run makes", async () => {
  const config = configOf({
    iterations: 2,
    collect: { turns: 2 },
    improve: { by: "self", samples: 16 },
    evaluate: { turns: 5, seeds: 3 },
    train: { epochs: 2, batchExamples: 4 },
  });
  const { stages, trainings } = await rehearse(task, config, behaviour(0));
  const counts = stages.map(({ stage, by, requests, attempts, generatedTokens }) => [stage, by, requests, attempts, generatedTokens]); // prettier-ignore
  // by hand: 4 problems * 3 seeds, each 5 parallel first turns in one request and 4 later turns; later turns are longer, so
  // equal tokens take ceil((20 + 4 * 30) / 20) = 7 parallel turns, 2 more; and one greedy answer a problem
  const evaluation = [4 * 3 * (1 + 4 + 1) + 4, 4 * 3 * (5 + 4 + 2) + 4, 4 * 3 * (7 * 20 + 4 * 30) + 4 * 20];
  expect(counts).toEqual([
    ["evaluate base", "policy", ...evaluation],
    ["iteration 1: collect", "policy", 12, 12, 6 * (20 + 30)],
    ["iteration 1: improve", "policy", 6 * 4, 6 * 16, 6 * 16 * 30], // 4 at a time
    ["evaluate iteration-1", "policy", ...evaluation],
    ["iteration 2: collect", "policy", 12, 12, 6 * (20 + 30)],
    ["iteration 2: improve", "policy", 6 * 4, 6 * 16, 6 * 16 * 30],
    ["evaluate iteration-2", "policy", ...evaluation],
  ]);
  // 3 turns of 6 problems, 18 examples; trajectories stay whole, so 6 steps of 3 rows an epoch; then those of both iterations
  expect(trainings.map(({ examples, steps }) => [examples, steps])).toEqual([
    [18, 12],
    [36, 24],
  ]);
});

test("where everything is right a rollout ends at its first turn and nothing is improved", async () => {
  const config = configOf({ collect: { turns: 3 }, evaluate: { seeds: 1 } });
  const { stages, trainings } = await rehearse(task, config, behaviour(1));
  expect(stages.map(({ stage }) => stage)).toEqual(["evaluate base", "iteration 1: collect", "evaluate iteration-1"]);
  expect(stages[1]).toMatchObject({ requests: 6, attempts: 6, generatedTokens: 6 * 20 });
  expect(trainings[0]?.examples).toBe(6);
});

test("a teacher's calls and a critic's are counted as theirs", async () => {
  const config = configOf({ mdp: { critic: "teacher" }, improve: { by: "distill" }, evaluate: { turns: 2, seeds: 1 } });
  const { stages } = await rehearse(task, config, behaviour(0));
  const asked = stages.map(({ stage, by, attempts }) => [stage, by, attempts]);
  expect(asked).toEqual([
    ["evaluate base", "policy", 4 * (2 + 1) + 4 + 4], // equal tokens: ceil(50 / 20) = 3 parallel turns
    ["evaluate base", "teacher", 4], // one critique between two turns
    ["iteration 1: collect", "policy", 6],
    ["iteration 1: collect", "teacher", 6],
    ["iteration 1: improve", "teacher", 6],
    ["evaluate iteration-1", "policy", 20],
    ["evaluate iteration-1", "teacher", 4],
  ]);
});

test("chats are read as long as their text makes them: 0.5 tokens a character and 10 a message", async () => {
  const config = configOf({ iterations: 0, evaluate: { turns: 1, seeds: 1 } });
  const { stages, longestChatTokens } = await rehearse(task, config, behaviour(0));
  expect(stages[0]?.readTokens).toBe(2 * 4 * (10 + 8)); // "What is test 0?" has 15 characters; asked once more greedily
  expect(longestChatTokens).toBe(18 + 20);
});
