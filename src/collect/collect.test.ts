import { expect, test } from "vitest";
import { mdpSchema, recorded, type SampleRequest } from "../mdp/index.ts";
import { addition, additions, additionTask, attemptOf, memoryStore, scriptedPolicy } from "../mdp/testing/index.ts";
import { collect, type CollectOptions } from "./collect.ts";
import { collectSchema } from "./collect-schema.ts";

const task = additionTask();
const options = (changes: Partial<CollectOptions> = {}): CollectOptions => ({
  ...collectSchema.parse({}),
  mdp: { ...mdpSchema.parse({}), attemptsInView: 1 },
  iteration: 1,
  seed: 0,
  ...changes,
});
const outcomes = (trajectories: Awaited<ReturnType<typeof collect>>): string[] =>
  trajectories.map(({ turns }) => turns.map(({ grade }) => grade.outcome).join(" "));
function rightAnswer({ messages }: SampleRequest): string {
  const [a = 0, b = 0] = (messages[0]?.content ?? "").match(/\d+/g)?.map(Number) ?? [];
  return `#### ${a + b}`;
}
const lateAnswer = (request: SampleRequest): string => (request.key.endsWith("/0") ? "#### 0" : rightAnswer(request));
/** Right from the second turn on. */
const late = () => scriptedPolicy(lateAnswer);

test("iteration k collects k turns unless set", async () => {
  const problems = [addition(3, 4)];
  const wrong = scriptedPolicy(() => "#### 0");
  for (const iteration of [1, 2, 3]) {
    const [trajectory] = await collect(wrong, task, problems, options({ iteration }));
    expect(trajectory?.turns).toHaveLength(iteration);
  }
  const [trajectory] = await collect(wrong, task, problems, options({ turns: 2 }));
  expect(trajectory?.turns).toHaveLength(2);
});

test("rollouts stop at success, or continue after it", async () => {
  const problems = [addition(3, 4)];
  expect(outcomes(await collect(late(), task, problems, options({ turns: 4 })))).toEqual(["wrong correct"]);
  const continued = await collect(late(), task, problems, options({ turns: 4, afterSuccess: "continue" }));
  expect(outcomes(continued)).toEqual(["wrong correct correct correct"]);
});

test("problems solved at turn 1 stay, and so do unparsable, undecided and truncated attempts, each as what it is", async () => {
  const answers: Record<string, string> = { "1 + 7": "#### 8", "2 + 7": "hm", "3 + 7": "#### ?", "4 + 7": "4 + 7 =" };
  const policy = scriptedPolicy(({ messages }) => {
    const sum = (messages[0]?.content ?? "").slice("What is ".length, -1);
    return attemptOf(answers[sum] ?? "", { stop: sum === "4 + 7" ? "length" : "endOfTurn" });
  });
  const trajectories = await collect(policy, task, additions(4, "train"), options());
  expect(outcomes(trajectories)).toEqual(["correct", "noAnswer", "error", "noAnswer"]);
  expect(trajectories[3]?.turns[0]?.attempt.stop).toBe("length");
});

test("the order of the trajectories is the problems', whatever order the policy answers in", async () => {
  const ids = async (concurrency: number): Promise<string[]> => {
    const policy = scriptedPolicy(() => "#### 0", { concurrency });
    return (await collect(policy, task, additions(7, "train"), options({ samples: 2 }))).map(({ id }) => id);
  };
  expect(await ids(1)).toEqual(await ids(5));
  expect((await ids(3)).slice(0, 3)).toEqual(["1/train-1-7/0", "1/train-1-7/1", "1/train-2-7/0"]);
});

test("however often it is interrupted, each sample is taken exactly once (I2)", async () => {
  const problems = additions(10, "train");
  const whole = memoryStore();
  const straight = await collect(recorded(late(), whole.attempts), task, problems, options({ turns: 2 }));
  const store = memoryStore();
  let samples = 0;
  for (let process = 1; ; process++) {
    let left = 3;
    const policy = scriptedPolicy((request) => {
      if (left-- <= 0) throw new Error("killed");
      samples++;
      return lateAnswer(request);
    });
    try {
      const resumed = await collect(recorded(policy, store.attempts), task, problems, options({ turns: 2 }));
      expect(resumed).toEqual(straight);
      break;
    } catch (error) {
      expect(String(error)).toContain("killed");
      expect(process).toBeLessThan(20);
    }
  }
  expect(samples).toBe(20); // 10 problems x 2 turns x 1 sample
  expect(store.keys().toSorted()).toEqual(whole.keys().toSorted());
});

test("progress counts what came of the attempts", async () => {
  const seen: unknown[] = [];
  await collect(late(), task, additions(3, "train"), options({ turns: 2 }), {
    onProgress: (event) => seen.push(event),
  });
  expect(seen[0]).toEqual({ stage: "collect", done: 0, total: 3 });
  expect(seen.at(-1)).toMatchObject({ done: 3, total: 3, figures: { turns: 6, correct: 3, wrong: 3 } });
});
