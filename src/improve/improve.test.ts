import { expect, test } from "vitest";
import {
  mdpSchema,
  recorded,
  rollout,
  samplingOf,
  type Attempt,
  type ProgressEvent,
  type SampleRequest,
  type Task,
  type Trajectory,
  UnansweredError,
} from "../mdp/index.ts";
import { addition, additionTask, attemptOf, memoryStore, scriptedPolicy } from "../mdp/testing/index.ts";
import { improve, type ImproveOptions } from "./improve.ts";
import { improveSchema } from "./improve-schema.ts";

const task = additionTask();
const problem = addition(3, 4);
const mdp = { ...mdpSchema.parse({}), attemptsInView: 2 };
const options = (changes: Partial<ImproveOptions> = {}): ImproveOptions => ({
  ...improveSchema.parse({}),
  mdp,
  seed: 0,
  afterSuccess: "stop",
  ...changes,
});
/** A trajectory of the policy's own attempts. */
function attempted(...texts: string[]): Promise<Trajectory> {
  return attemptedAt(task, ...texts);
}
function attemptedAt(graded: Task, ...texts: string[]): Promise<Trajectory> {
  const policy = scriptedPolicy(({ key }) => texts[Number(key.split("/").at(-1))] ?? "");
  const sampling = samplingOf(mdp);
  return rollout(policy, graded, problem, "1/train-3-4/0", {
    ...mdp,
    turns: texts.length,
    sampling,
    oracle: false,
    seed: 0,
  });
}
const texts = ({ turns }: Trajectory): string[] => turns.map(({ attempt }) => attempt.text);

test("what iteration 1 trains on: the problem and the own attempt, then attempt, introspection and the improved one", async () => {
  const teacher = scriptedPolicy(() => "3 + 4 = 7 #### 7");
  const [improved] = await improve([await attempted("#### 5")], teacher, task, options({ by: "distill" }));
  expect(improved?.turns.map(({ by, reward }) => [by, reward])).toEqual([
    ["policy", 0],
    ["improver", 1],
  ]);
  expect(improved?.turns[0]?.state.map(({ content }) => content)).toEqual(["What is 3 + 4?"]);
  expect(improved?.turns[1]?.state.map(({ content }) => content)).toEqual([
    "What is 3 + 4?",
    "#### 5",
    "The answer is incorrect. Please try again. Here's the question: What is 3 + 4?",
  ]);
});

test("progress counts the tokens of every sample, not of the chosen one alone", async () => {
  const seen: (number | undefined)[] = [];
  const usage = { generatedTokens: 10, readTokens: 1 };
  const policy = scriptedPolicy(() => "#### 5");
  const sample: typeof policy.sample = async (request) =>
    (await policy.sample(request)).map((attempt) => ({ ...attempt, usage }));
  const context = { onProgress: (event: ProgressEvent) => seen.push(event.figures?.["generatedTokens"]) };
  const options8 = options({ by: "self", samples: 8 });
  await improve([await attempted("#### 5")], { ...policy, sample }, task, options8, context);
  expect(seen.at(-1)).toBe(80);
});

test("the teacher sees the policy's chat and neither the gold answer nor the solution (I8)", async () => {
  const secret = { ...addition(3, 4), answer: "GOLD", solution: "WORKED" };
  const teacher = scriptedPolicy(() => "#### 7");
  const trajectory = { ...(await attempted("#### 5")), problem: secret };
  await improve([trajectory], teacher, task, options({ by: "distill" }));
  expect(teacher.requests).toHaveLength(1);
  expect(JSON.stringify(teacher.requests)).not.toMatch(/GOLD|WORKED/);
  expect(teacher.requests[0]?.temperature).toBe(0.7);
});

test("self takes the first of the highest reward among N, and samples no further than a right one", async () => {
  const candidates = ["hm", "#### 5", "#### 6", "hm", "hm", "#### 7 first", "#### 7", "hm", "#### 7", "hm"];
  const numbered = ({ key }: SampleRequest, index: number): string =>
    (candidates[Number(key.split("/").at(-1)) + index] ?? "").replace(" first", "");
  const policy = scriptedPolicy(numbered);
  const settings = options({ by: "self", samples: 10, mdp: { ...mdp, rewards: { noAnswer: -1 } } });
  const [improved] = await improve([await attempted("#### 5")], policy, task, settings);
  expect(improved?.turns[1]?.grade.outcome).toBe("correct");
  expect(policy.requests.map(({ n }) => n)).toEqual([4, 4]); // the third request could not beat a right answer

  const hopeless = scriptedPolicy(({ key }, index) => (index === 2 ? `#### 9${key.split("/").at(-1)}` : "hm"));
  const [failed] = await improve([await attempted("#### 5")], hopeless, task, settings);
  expect(failed?.turns[1]?.attempt.text).toBe("#### 90"); // wrong beats unparsable; the first of the wrong ones
  expect(hopeless.requests.map(({ n }) => n)).toEqual([4, 4, 2]);
});

test("with ties kept, self keeps a right answer that it is shown, where one of its samples does", async () => {
  const candidates = ["#### 5", "#### 7 by another way", "#### 6", "#### 5", "hm", "#### 7", "#### 7", "hm"];
  const policy = scriptedPolicy(({ key }, index) => candidates[Number(key.split("/").at(-1)) + index] ?? "");
  const grade: Task["grade"] = async ({ answer }, text) => {
    const said = /#### (.+)/.exec(text)?.[1] ?? null;
    if (said === null) return { outcome: "noAnswer", answer: null, reason: "" };
    return { outcome: said.startsWith(answer) ? "correct" : "wrong", answer: said, reason: "" };
  };
  const sevens: Task = { ...task, grade, isSameAnswer: (a, b) => a === b }; // "7 by another way" is another answer here
  const choose = async (shown: string, ties: "first" | "kept"): Promise<string | undefined> => {
    const settings = options({ by: "self", samples: 8, ties, afterSuccess: "continue" });
    const [improved] = await improve([await attemptedAt(sevens, shown)], policy, sevens, settings);
    return improved?.turns[1]?.attempt.text;
  };
  expect(await choose("#### 7", "first")).toBe("#### 7 by another way");
  expect(await choose("#### 7", "kept")).toBe("#### 7"); // the second request is made for it
  expect(await choose("#### 5", "kept")).toBe("#### 7 by another way"); // a wrong answer is not worth keeping
});

test("with ties kept, the attempt itself comes before another one of the same answer", async () => {
  const candidates = ["#### 5", "so #### 7", "#### 7", "hm"];
  const policy = scriptedPolicy((_, index) => candidates[index] ?? "");
  const settings = options({ by: "self", samples: 4, ties: "kept", afterSuccess: "continue" });
  const [improved] = await improve([await attempted("#### 7")], policy, task, settings);
  expect(improved?.turns[1]?.attempt.text).toBe("#### 7");
});

test("with teacherSamples the best of a teacher's is taken, at a teacher's temperature and from the policy's chat", async () => {
  const candidates = ["#### 5", "#### 6", "hm", "#### 5", "#### 7", "hm", "#### 7 again"];
  const choose = async (teacherSamples: number, shown = "#### 5"): Promise<unknown> => {
    const begin = (key: string): number => (teacherSamples === 1 ? 0 : Number(key.split("/").at(-1)));
    const teacher = scriptedPolicy(({ key }, index) => candidates[begin(key) + index] ?? "");
    const settings = options({ by: "distill", teacherSamples, ties: "kept", afterSuccess: "continue" });
    const [improved] = await improve([await attempted(shown)], teacher, task, settings);
    const asked = teacher.requests.map(({ n, temperature }) => [n, temperature]);
    return { chosen: improved?.turns[1]?.attempt.text, asked };
  };
  expect(await choose(1)).toEqual({ chosen: "#### 5", asked: [[1, 0.7]] }); // as it comes, though it is wrong
  const twoRequests = [4, 3].map((n) => [n, 0.7]);
  expect(await choose(7)).toEqual({ chosen: "#### 7", asked: twoRequests });
  expect(await choose(7, "#### 7")).toEqual({ chosen: "#### 7", asked: twoRequests });
});

test("the samples of best-of-N differ between requests, and a seed gives the same ones", async () => {
  const seeds = async (): Promise<number[]> => {
    const policy = scriptedPolicy(() => "hm");
    await improve([await attempted("#### 5")], policy, task, options({ by: "self", samples: 12 }));
    return policy.requests.map(({ seed }) => seed);
  };
  expect(new Set(await seeds()).size).toBe(3);
  expect(await seeds()).toEqual(await seeds());
});

test("an improvement that fails is kept with its reward, not dropped", async () => {
  const teacher = scriptedPolicy(() => "I give up");
  const settings = options({ by: "distill", mdp: { ...mdp, rewards: { noAnswer: -1 } } });
  const [improved] = await improve([await attempted("#### 5")], teacher, task, settings);
  expect(improved?.turns.map(({ reward }) => reward)).toEqual([0, -1]);
});

test("solved trajectories are left as they are; where rollouts continue, they get their next action as well", async () => {
  const solved = await attempted("#### 5", "#### 7");
  const teacher = scriptedPolicy(() => "still #### 7");
  expect(await improve([solved], teacher, task, options({ by: "distill" }))).toEqual([solved]);
  expect(teacher.requests).toHaveLength(0);
  const [kept] = await improve([solved], teacher, task, options({ by: "distill", afterSuccess: "continue" }));
  expect(kept && texts(kept)).toEqual(["#### 5", "#### 7", "still #### 7"]);
});

test("an attempt that the grader cannot decide is not held right: it is improved on", async () => {
  const [improved] = await improve(
    [await attempted("#### ?")],
    scriptedPolicy(() => "#### 7"),
    task,
    options(),
  );
  expect(improved?.turns).toHaveLength(2);
});

test("with states: every, each unsolved attempt inside gets a branch of its own", async () => {
  const trajectory = await attempted("#### 1", "#### 2", "#### 7", "#### 4");
  const settings = options({ by: "distill", states: "every" });
  const improved = await improve(
    [trajectory],
    scriptedPolicy(({ key }) => key),
    task,
    settings,
  );
  expect(improved.map(({ id, branchesAt }) => [id, branchesAt])).toEqual([
    ["1/train-3-4/0", undefined],
    ["1/train-3-4/0+1", 1],
    ["1/train-3-4/0+2", 2],
  ]); // the third attempt is right: nothing to improve on there
  expect(improved.map(texts)).toEqual([
    ["#### 1", "#### 2", "#### 7", "#### 4", "improve/1/train-3-4/0/4"],
    ["#### 1", "improve/1/train-3-4/0/1"],
    ["#### 1", "#### 2", "improve/1/train-3-4/0/2"],
  ]);
});

test("oracle-solutions appends the worked solution, at the problem itself where nothing was collected", async () => {
  const nobody = scriptedPolicy(() => "never asked");
  const bare: Trajectory = { id: "1/p/0", problem, turns: [] };
  const [improved] = await improve([bare], nobody, task, options({ by: "oracle-solutions" }));
  expect(improved && texts(improved)).toEqual(["3 + 4 = 7 #### 7"]);
  expect(improved?.turns[0]?.state.map(({ content }) => content)).toEqual(["What is 3 + 4?"]);
  const { solution: _, ...unsolved } = problem;
  const without = improve([{ ...bare, problem: unsolved }], nobody, task, options({ by: "oracle-solutions" }));
  await expect(without).rejects.toThrow("but train-3-4 has none");
});

test("none leaves all as it is", async () => {
  const trajectories = [await attempted("#### 5")];
  expect(
    await improve(
      trajectories,
      scriptedPolicy(() => ""),
      task,
      options({ by: "none" }),
    ),
  ).toBe(trajectories);
});

test("a teacher that cannot answer makes the stage fail; what it had answered is kept for the next try (I4)", async () => {
  const trajectories = await Promise.all(["#### 1", "#### 2", "#### 3"].map((text) => attempted(text)));
  const named = trajectories.map((trajectory, i) => ({ ...trajectory, id: `1/p${i}/0` }));
  const store = memoryStore();
  const answers: (string | Attempt)[] = ["#### 7", attemptOf("#### 8")];
  const flaky = scriptedPolicy(
    () => {
      const answer = answers.shift();
      if (answer === undefined) throw new Error("server down");
      return answer;
    },
    { concurrency: 1 },
  );
  const settings = options({ by: "distill" });
  await expect(improve(named, recorded(flaky, store.attempts), task, settings)).rejects.toThrow("server down");
  const steady = scriptedPolicy(() => "#### 9");
  const improved = await improve(named, recorded(steady, store.attempts), task, settings);
  expect(improved.map((trajectory) => texts(trajectory)[1])).toEqual(["#### 7", "#### 8", "#### 9"]);
  expect(steady.requests).toHaveLength(1);
});

test("a teacher that will not speak on one problem leaves it as it is, and the others are improved", async () => {
  const silent = await attempted("#### 5");
  const teacher = scriptedPolicy(({ key }) => {
    if (key.startsWith("improve/silent")) throw new UnansweredError("a refusal, 7 times");
    return "#### 7";
  });
  const improved = await improve(
    [{ ...silent, id: "silent" }, silent],
    teacher,
    task,
    options({ by: "distill", states: "every" }),
  );
  expect(improved.map(texts)).toEqual([["#### 5"], ["#### 5", "#### 7"]]);
});
