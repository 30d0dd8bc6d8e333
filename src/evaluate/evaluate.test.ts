import { expect, test } from "vitest";
import { mdpSchema, recorded, UnansweredError, type Policy, type ProgressEvent } from "../mdp/index.ts";
import {
  additions,
  additionTask,
  attemptOf,
  chance,
  memoryStore,
  scriptedPolicy,
  toyPolicy,
} from "../mdp/testing/index.ts";
import { evaluate } from "./evaluate.ts";
import { evaluateSchema, type EvaluateConfig } from "./evaluate-schema.ts";
import type { EvaluateOptions } from "./sample-outcomes.ts";

const task = additionTask();
const options = (changes: Partial<EvaluateConfig> = {}): EvaluateOptions => ({
  ...evaluateSchema.parse({ seeds: 1 }),
  ...changes,
  name: "base",
  mdp: { ...mdpSchema.parse({}), attemptsInView: 1 },
  seed: 0,
});
/** Answers per turn, the same to every problem; the parallel samples by their index. */
const scripted = (sequence: readonly string[], parallel: readonly string[]): Policy =>
  scriptedPolicy(
    ({ key }, index) => (key.endsWith("/parallel") ? parallel[index] : sequence[Number(key.split("/").at(-1))]) ?? "",
  );

test("turn 1 of the sequence is the first of the parallel samples, sampled once", async () => {
  const policy = scriptedPolicy(({ key }, index) =>
    attemptOf(`${key} ${index}`, { usage: { generatedTokens: 3, readTokens: 1 } }),
  );
  const { transcripts } = await evaluate(policy, task, additions(1, "test"), options());
  expect(transcripts[0]?.turns[0]?.text).toBe("evaluate/base/0/test-40000-7/parallel 0");
  expect(policy.requests.map(({ key, n }) => [key.split("/").at(-1), n])).toEqual([
    ["parallel", 5],
    ["1", 1],
    ["2", 1],
    ["3", 1],
    ["4", 1],
    ["0", 1], // the greedy first answer
  ]);
});

test("progress counts the tokens of every sample, the parallel ones as well", async () => {
  const seen: (number | undefined)[] = [];
  const policy = scriptedPolicy(() => attemptOf("#### 5", { usage: { generatedTokens: 10, readTokens: 1 } }));
  const context = { onProgress: ({ figures }: ProgressEvent) => seen.push(figures?.["generatedTokens"]) };
  await evaluate(policy, task, additions(1, "test"), options(), context);
  expect(seen.at(-1)).toBe(90); // five parallel samples, of which turn 1 is the first, and four more turns
});

test("metrics, outcomes and flows of a scripted model, by hand", async () => {
  const [problem] = additions(1, "test"); // 40000 + 7
  const right = `#### ${problem?.answer}`;
  const policy = scripted(["", "no idea", right, right, "#### 1"], ["#### 2", right, right, "#### 2", "#### 3"]);
  const { scores, problems } = await evaluate(policy, task, additions(1, "test"), options());
  const { metrics } = scores;
  expect(metrics.turns.map(({ value }) => value)).toEqual([0, 0, 1, 1, 0]);
  expect(metrics["m1@t1"].value).toBe(0);
  expect(metrics["m1@t5"].value).toBe(1); // votes: 2, right, right, 1
  expect(metrics["m5@t1"].value).toBe(0); // 2 and right twice each, 2 first
  expect(metrics["p1@t5"].value).toBe(1);
  expect(metrics["pass@5"].value).toBe(1);
  expect(metrics.sequential.map(({ value }) => value)).toEqual([0, 0, 0, 1, 1]);
  expect(metrics.outcomes).toEqual({ correct: 0.4, wrong: 0.4, noAnswer: 0.2, error: 0, truncated: 0 });
  expect(metrics.flows.map(({ wrongToRight }) => wrongToRight.value)).toEqual([0, 1, 0, 0]);
  expect(problems[0]?.seeds[0]?.sequential.map(({ answerClass }) => answerClass)).toEqual([0, null, 1, 1, 2]);
});

test("votes are over equal answers, not equal texts", async () => {
  const [problem] = additions(1, "test");
  const right = problem?.answer;
  const policy = scripted(["", `#### 0${right}`, "#### 1", "#### 1", `#### ${right}.0`], [`#### ${right}`]);
  const { scores } = await evaluate(policy, task, additions(1, "test"), options());
  expect(scores.metrics["m1@t5"].value).toBe(1);
});

test("parallel samples match the tokens of the sequence: later turns twice as long take 9 for 5", async () => {
  const tokens = (generatedTokens: number) => attemptOf("#### 1", { usage: { generatedTokens, readTokens: 1 } });
  const policy = scriptedPolicy(({ key }) => tokens(/\/(parallel|more)$/.test(key) ? 10 : 20));
  const { scores, problems } = await evaluate(policy, task, additions(3, "test"), options());
  expect(scores.metrics.equalTokensSamples).toBe(9); // (10 + 4 * 20) / 10
  expect(scores.metrics.tokens).toMatchObject({ generated: 90, parallelGenerated: 90 });
  expect(problems[0]?.seeds[0]?.parallel).toHaveLength(9);
  expect(scores.metrics.parallel).toHaveLength(9);
});

test("the policy is told the same after right and wrong attempts: no oracle (I8)", async () => {
  const [problem] = additions(1, "test");
  const answers = [`#### ${problem?.answer}`, "#### 1"];
  const policy = scriptedPolicy(
    ({ key }, index) => answers[(key.endsWith("parallel") ? index : Number(key.split("/").at(-1))) % 2] ?? "",
  );
  await evaluate(policy, task, additions(1, "test"), options());
  const prompts = policy.requests.flatMap(({ messages }) => messages.slice(1).filter(({ role }) => role === "user"));
  expect(new Set(prompts.map(({ content }) => content)).size).toBe(1);
});

test("a model with known chances is measured within four standard errors", async () => {
  const policy = toyPolicy({ first: 0, afterWrong: -1, afterRight: 2 });
  const { scores } = await evaluate(policy, task, additions(300, "test"), options({ seeds: 3 }));
  const [p, wrongToRight, rightToRight] = [chance(0), chance(-1), chance(2)];
  const second = p * rightToRight + (1 - p) * wrongToRight;
  const within = (truth: number, { low, high }: { readonly low: number; readonly high: number }) =>
    Math.abs(truth - (low + high) / 2) <= high - low; // an interval is about four standard errors wide
  expect(within(p, scores.metrics["m1@t1"])).toBe(true);
  expect(scores.metrics.turns[1] && within(second, scores.metrics.turns[1])).toBe(true);
  const [flow] = scores.metrics.flows;
  expect(flow && within(wrongToRight, flow.atRisk.wrongToRight)).toBe(true);
  expect(flow && within(1 - rightToRight, flow.atRisk.rightToWrong)).toBe(true);
  expect(within(1 - (1 - p) ** 5, scores.metrics["pass@5"])).toBe(true);
});

test("greedy sampling needs one seed and one sample; greedy turns can be asked for besides the first", async () => {
  const policy = scriptedPolicy(() => "#### 1");
  const base = options({ seeds: 3 });
  const { scores } = await evaluate(policy, task, additions(1, "test"), {
    ...base,
    mdp: { ...base.mdp, temperature: 0 },
  });
  expect(scores.seeds).toBe(1);
  expect(policy.requests.map(({ n }) => n)).toEqual([1, 1, 1, 1, 1]);
  const both = await evaluate(
    toyPolicy({ first: 1, afterWrong: -1, afterRight: -1 }),
    task,
    additions(20, "test"),
    options({ greedy: true }),
  );
  expect(both.scores.metrics.greedy?.map(({ value }) => value)).toEqual([1, 0, 0, 0, 0]);
});

test("the greedy first answer is measured in any case, once for all seeds", async () => {
  const policy = scriptedPolicy(({ key }) => (key.includes("/greedy/") ? "#### 40007" : "#### 1"));
  const { scores, problems } = await evaluate(policy, task, additions(1, "test"), options({ seeds: 3 }));
  expect(policy.requests.filter(({ key }) => key.includes("/greedy/"))).toHaveLength(1);
  expect(scores.metrics.greedy?.map(({ value }) => value)).toEqual([1]);
  expect(scores.metrics["m1@t1"].value).toBe(0);
  expect(problems[0]?.greedy).toHaveLength(1);
});

test("an attempt that the grader cannot decide is no wrong answer (I4)", async () => {
  const policy = scripted(["", "#### 1", "#### 1", "#### 1", "#### 1"], ["#### ?", "#### 1"]);
  const { scores } = await evaluate(policy, task, additions(2, "test"), options());
  expect(scores.metrics["m1@t1"]).toEqual({ value: 0, low: 0, high: 1 }); // nothing decided, nothing known
  expect(scores.metrics.outcomes.error).toBeCloseTo(0.2);
});

test("a policy that cannot answer makes the evaluation fail, and resuming samples only what is missing (I2, I4)", async () => {
  const store = memoryStore();
  const toy = toyPolicy({ first: 0, afterWrong: 0, afterRight: 0 });
  const problems = additions(4, "test");
  const straight = await evaluate(toy, task, problems, options({ seeds: 2 }));
  for (let process = 1; ; process++) {
    let left = 7;
    const flaky: Policy = {
      ...toy,
      sample: (request) => (left-- > 0 ? toy.sample(request) : Promise.reject(new Error("server down"))),
    };
    try {
      expect(await evaluate(recorded(flaky, store.attempts), task, problems, options({ seeds: 2 }))).toEqual(straight);
      expect(process).toBeGreaterThan(3);
      break;
    } catch (error) {
      expect(String(error)).toContain("server down");
    }
  }
  expect(new Set(store.keys()).size).toBe(store.keys().length);
  expect(store.keys()).toHaveLength(4 * 2 * 5 + 4); // problems x seeds x (parallel and four later turns), and greedy answers
});

test("a problem that is never answered is undecided: neither wrong nor counted, and the others are measured (I4)", async () => {
  const problems = additions(4, "test");
  const silent = problems[0]?.id ?? "";
  const policy = scriptedPolicy(({ key, messages }) => {
    if (key.includes(`${silent}/2`)) throw new UnansweredError("a refusal, 7 times"); // at its third turn
    const [a = 0, b = 0] = [...(messages[0]?.content ?? "").matchAll(/\d+/g)].map(Number);
    return `#### ${a + b}`;
  });
  const { scores, problems: outcomes } = await evaluate(policy, task, problems, options());
  expect(outcomes[0]?.seeds[0]?.sequential.map(({ outcome }) => outcome)).toEqual(
    Array.from({ length: 5 }, () => "error"),
  );
  expect(scores.metrics.outcomes).toMatchObject({ correct: 0.75, wrong: 0, error: 0.25 }); // three of four problems
  expect(scores.metrics["m1@t5"].value).toBe(1);
  expect(scores.metrics["m5@t1"].value).toBe(1);
});
