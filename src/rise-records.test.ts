import { expect, test } from "vitest";
import type { Outcome, Trajectory, Turn } from "./mdp/index.ts";
import { addition, attemptOf, memoryStore } from "./mdp/testing/index.ts";
import { finished, gatheringOf, weightsRecordOf } from "./rise-records.ts";

const turn = (outcome: Outcome, by: Turn["by"], text = "#### 1"): Turn => ({
  state: [],
  attempt: attemptOf(text, { usage: { generatedTokens: 2, readTokens: 3 } }),
  grade: { outcome, answer: null },
  by,
  ...(outcome === "error" ? {} : { reward: outcome === "correct" ? 1 : 0 }),
});
const trajectory = (id: string, ...turns: Turn[]): Trajectory => ({ id, problem: addition(3, 4), turns });

test("an iteration is counted by hand: a branch's earlier turns are its trunk's", () => {
  const trunk = trajectory("1/p/0", turn("wrong", "policy"), turn("correct", "policy"));
  const unsolved = trajectory("1/q/0", turn("error", "policy", "so ".repeat(30)), turn("correct", "improver"));
  const branch = { ...trajectory("1/p/0+1", turn("wrong", "policy"), turn("wrong", "improver")), branchesAt: 1 };
  expect(gatheringOf([trunk, branch, unsolved])).toEqual({
    trajectories: 2,
    attempts: 3,
    solved: 1, // by the policy itself
    improvements: 2,
    rightImprovements: 1,
    undecided: 1,
    truncated: 0,
    degenerate: 1,
    tokens: { generated: 10, read: 15 },
  });
});

test("weights in figures", () => {
  const examples = [0.5, 1.5].map((weight) => ({ weight }));
  expect(weightsRecordOf(examples)).toEqual({ examples: 2, effectiveSampleSize: 1.6, smallest: 0.5, largest: 1.5 });
});

test("a step's work is done once; a step that failed is done again", async () => {
  const store = memoryStore();
  const killed = () => Promise.reject(new Error("killed"));
  await expect(finished(store, "models/base", killed)).rejects.toThrow("killed");
  let times = 0;
  const work = async () => `digest ${++times}`;
  expect(await finished(store, "models/base", work)).toBe("digest 1");
  expect(await finished(store, "models/base", work)).toBe("digest 1");
});
