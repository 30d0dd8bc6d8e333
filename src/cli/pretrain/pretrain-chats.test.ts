import { describe, expect, test } from "vitest";
import { introspectionPresets, type Problem, type Task } from "../../mdp/index.ts";
import { openTask, taskSchema } from "../../tasks/index.ts";
import { leadIns, pretrainChats, requests } from "./pretrain-chats.ts";

const task: Task = await openTask(taskSchema.parse({ level: "easy", counts: { train: 200 } }));
const problems = task.problems("train");
const chats = (twoProblems: number, seed = 1) => pretrainChats(task, problems, { twoProblems, askedTwice: 0, seed });

test("every problem is one example, in order, and its action is its worked solution", () => {
  for (const share of [0, 0.5, 1]) {
    expect(chats(share).map(({ action }) => action)).toEqual(problems.map(({ solution }) => solution));
  }
});

test("with share 0 every chat holds one problem, with share 1 two, and the second's state holds the first's answer", () => {
  expect(new Set(chats(0).map(({ trajectory }) => trajectory)).size).toBe(200);
  const two = chats(1);
  expect(new Set(two.map(({ trajectory }) => trajectory)).size).toBe(100);
  expect(two[1]?.state.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  expect(two[1]?.state[1]?.content).toBe(problems[0]?.solution);
});

test("the last message asks the example's own question, after one of the lead-ins", () => {
  for (const [i, { state, turn }] of chats(0.5).entries()) {
    const asked = state.at(-1)?.content ?? "";
    const { question = "" } = problems[i] ?? {};
    expect(asked.endsWith(question)).toBe(true);
    const leadIn = asked.slice(0, asked.length - question.length);
    expect(turn === 0 ? [""] : leadIns).toContain(leadIn);
  }
});

test("with askedTwice 1 every chat asks its question again, and the answer is the same: nothing is corrected", () => {
  const twice = pretrainChats(task, problems, { twoProblems: 0, askedTwice: 1, seed: 1 });
  expect(twice.length).toBe(400);
  for (let i = 0; i < 400; i += 2) {
    const [first, second] = twice.slice(i, i + 2);
    expect(second?.action).toBe(first?.action);
    expect(second?.trajectory).toBe(first?.trajectory);
    expect(second?.state[1]?.content).toBe(first?.action);
    expect(second?.state[2]?.content.endsWith(first?.state[0]?.content ?? "?")).toBe(true);
  }
});

test("with askedTwice 0 no chat asks a question twice", () => {
  for (const { state } of chats(1)) {
    const asked = state.filter(({ role }) => role === "user").map(({ content }) => content);
    expect(new Set(asked).size).toBe(asked.length);
  }
});

test("the same seed makes the same chats, another seed others", () => {
  expect(chats(0.5)).toEqual(chats(0.5));
  expect(chats(0.5, 2)).not.toEqual(chats(0.5));
});

test("a problem without worked solution is an error with its id", () => {
  const bare: Problem = { id: "p7", question: "1+1?", answer: "2" };
  expect(() => pretrainChats(task, [bare], { twoProblems: 0, askedTwice: 0, seed: 1 })).toThrow(
    "problem p7 has no worked solution",
  );
});

describe("of a task whose attempts can be checked", () => {
  const checkable: Promise<Task> = openTask(taskSchema.parse({ name: "guess-and-check", counts: { train: 2000 } }));
  const all = { twoProblems: 0, askedTwice: 1, seed: 1, tries: 0.8, askedAgainBy: "introspection" as const };

  test("tries are written in their share, and the others are worked solutions", async () => {
    const task = await checkable;
    const problems = task.problems("train");
    const chats = pretrainChats(task, problems, { ...all, askedTwice: 0 });
    const solved = chats.filter(({ action }, i) => action === problems[i]?.solution).length / chats.length;
    expect(solved).toBeGreaterThan(0.2); // 20% solutions, and the tries that happen to be right
    expect(solved).toBeLessThan(0.45);
  });

  test("second answers are alike in their share, whether the first was right or wrong: no correction is taught", async () => {
    const task = await checkable;
    const problems = task.problems("train");
    const chats = pretrainChats(task, problems, { ...all, alike: 0.6 });
    const pairs = problems.map((problem, i) => ({ problem, first: chats[2 * i], second: chats[2 * i + 1] }));
    const alikeShare = (of: typeof pairs): number =>
      of.filter(({ first, second }) => first?.action === second?.action).length / of.length;
    const wrong = pairs.filter(({ problem, first }) => first?.action !== problem.solution);
    expect(alikeShare(wrong)).toBeGreaterThan(0.57); // 0.6, and the few guesses that fall on the same number again
    expect(alikeShare(wrong)).toBeLessThan(0.71);
    const right = pairs.filter(({ problem, first }) => first?.action === problem.solution);
    expect(alikeShare(right)).toBeGreaterThan(0.57);
    expect(alikeShare(right)).toBeLessThan(0.85); // right ones meet again oftener: one answer in three is right
  });

  test("a question is asked again in the words of every introspection preset", async () => {
    const task = await checkable;
    const chats = pretrainChats(task, task.problems("train").slice(0, 200), all);
    const asked = chats.flatMap(({ turn, state }) => (turn === 1 ? [state.at(-1)?.content ?? ""] : []));
    for (const preset of Object.values(introspectionPresets)) {
      const [beginning = ""] = preset.split("{problem}");
      expect(asked.some((message) => message.startsWith(beginning))).toBe(true);
    }
  });

  test("on request the same answer comes again, and another one is another; asked otherwise it is left open", async () => {
    const task = await checkable;
    const mdp = { introspection: "brief" as const };
    const chats = pretrainChats(task, task.problems("train"), {
      ...all,
      alike: 0.5,
      onRequest: 0.5,
      askedAgainBy: "mdp",
      mdp,
    });
    const pairs = chats.flatMap((second, i) => (second.turn === 1 ? [{ first: chats[i - 1], second }] : []));
    const askedBy = (words: readonly string[]) =>
      pairs.filter(({ second }) => words.includes(second.state.at(-1)?.content ?? ""));
    const sameShare = (of: typeof pairs): number =>
      of.filter(({ first, second }) => first?.action === second.action).length / of.length;
    const [same, other, open] = [requests.same, requests.other, [introspectionPresets.brief]].map(askedBy);
    expect([same, other, open].map((of) => of?.length ?? 0).reduce((a, b) => a + b, 0)).toBe(pairs.length);
    expect(sameShare(same ?? [])).toBe(1);
    expect(sameShare(other ?? [])).toBeLessThan(0.01);
    expect(sameShare(open ?? [])).toBeGreaterThan(0.45);
    expect((open?.length ?? 0) / pairs.length).toBeCloseTo(0.5, 1);
  });

  test("where a problem has one answer only, no other one is asked for", () => {
    const chats = pretrainChats(task, problems, { ...all, tries: 0, alike: 0, onRequest: 1 });
    const asked = chats.flatMap(({ turn, state }) => (turn === 1 ? [state.at(-1)?.content ?? ""] : []));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((words) => (requests.other as readonly string[]).includes(words))).toEqual([]);
  });

  test("tries of a task that has none are an error with the cure", () => {
    expect(() => pretrainChats(task, problems, { ...all })).toThrow(/tries: 0/);
  });
});
