import { describe, expect, test } from "vitest";
import type { Attempt, Example, RunStore, Trajectory } from "../mdp/index.ts";

const sampled: Attempt = {
  text: "3 + 4 = 7\n#### 7 \u{1f600}",
  stop: "endOfTurn",
  usage: { generatedTokens: 3, readTokens: 5 },
  tokens: {
    tokenizer: "t1",
    prompt: [0, 127, 128, 151_643, 2 ** 31 - 1],
    response: [7, 300, 2],
    logprobs: [-0.1, -1e-9, 0],
  },
};
const textOnly: Attempt = { text: "", stop: "length", usage: { generatedTokens: 0, readTokens: 9 } };

const trajectory: Trajectory = {
  id: "1/train-1/0",
  problem: { id: "train-1", question: "3 + 4?", answer: "7" },
  turns: [
    {
      state: [{ role: "user", content: "3 + 4?" }],
      attempt: textOnly,
      grade: { outcome: "error", answer: null, reason: "timed out" },
      by: "policy",
    },
    {
      state: [{ role: "user", content: "again: 3 + 4?" }],
      attempt: sampled,
      grade: { outcome: "correct", answer: "7" },
      reward: 1,
      by: "improver",
    },
  ],
};
const example: Example = {
  id: "1/train-1/0#1",
  trajectory: "1/train-1/0",
  turn: 1,
  iteration: 1,
  state: [{ role: "user", content: "again: 3 + 4?" }],
  action: sampled.text,
  stop: "endOfTurn",
  reward: 1,
  weight: 1.25,
};

/**
 * The laws of the RunStore port; every adapter's test runs them.
 *
 * @param open opens an empty store
 */
export function describeRunStore(name: string, open: () => RunStore): void {
  describe(`${name} keeps the laws of RunStore`, () => {
    test("attempts come back equal in every bit, text-only ones too", () => {
      const store = open();
      store.attempts.put("collect/1/train-1/0", [sampled, textOnly]);
      expect(store.attempts.get("collect/1/train-1/0")).toEqual([sampled, textOnly]);
      store.close();
    });

    test("a thought, and the tokens that it took, come back with their attempts", () => {
      const store = open();
      const thinking = { ...textOnly, thought: "Let me think.", usage: { ...textOnly.usage, thoughtTokens: 5 } };
      const attempts = [sampled, thinking, { ...sampled, thought: "Hm." }, { ...thinking, thought: "" }, textOnly];
      store.attempts.put("collect/1/train-1/0", attempts);
      expect(store.attempts.get("collect/1/train-1/0")).toEqual(attempts);
      store.close();
    });

    test("a key that was never put is undefined, not an empty list", () => {
      const store = open();
      expect(store.attempts.get("collect/1/train-1/0")).toBeUndefined();
      store.close();
    });

    test("a key is written once (I2)", () => {
      const store = open();
      store.attempts.put("a", [sampled]);
      expect(() => store.attempts.put("a", [textOnly])).toThrow("a");
      expect(store.attempts.get("a")).toEqual([sampled]);
      store.close();
    });

    test("keys are text, never patterns or paths", () => {
      const store = open();
      for (const key of ["a%", "a_", "../a", "'; DROP TABLE attempts; --"]) store.attempts.put(key, [sampled]);
      expect(store.attempts.get("ab")).toBeUndefined();
      expect(store.attempts.get("a_")).toEqual([sampled]);
      store.close();
    });

    test("a document comes back equal; a second, different one under its name is refused", () => {
      const store = open();
      const document = { name: "base", values: [0.1, null, "x"], nested: { high: 1e-12 } };
      store.saveDocument("evaluate/base", document);
      store.saveDocument("evaluate/base", document);
      expect(store.document("evaluate/base")).toEqual(document);
      expect(store.document("evaluate/other")).toBeUndefined();
      expect(() => store.saveDocument("evaluate/base", { name: "else" })).toThrow("evaluate/base");
      store.close();
    });

    test("trajectories come back equal, oldest iteration first, up to the one asked for", () => {
      const store = open();
      const second = { ...trajectory, id: "2/train-1/0" };
      store.saveTrajectories(2, [second]);
      store.saveTrajectories(1, [trajectory, { ...trajectory, id: "1/train-2/0", branchesAt: 1 }]);
      expect(store.trajectories(1).map(({ trajectory }) => trajectory.id)).toEqual(["1/train-1/0", "1/train-2/0"]);
      expect(store.trajectories(2)).toHaveLength(3);
      expect(store.trajectories(2)[0]).toEqual({ iteration: 1, trajectory });
      expect(store.trajectories(1)[1]?.trajectory.branchesAt).toBe(1);
      expect(store.trajectories(2)[1]?.trajectory.branchesAt).toBe(1);
      store.close();
    });

    test("saving an iteration's trajectories or examples again, as a resumed run does, changes nothing", () => {
      const store = open();
      for (let times = 0; times < 2; times++) {
        store.saveTrajectories(1, [trajectory]);
        store.saveExamples(1, [example]);
      }
      expect(store.trajectories(1)).toHaveLength(1);
      store.close();
    });

    test("calls add up by model; those without a price cost nothing that is known", () => {
      const store = open();
      store.usage.record({ model: "b", inputTokens: 10, outputTokens: 3, usd: 0.5 });
      store.usage.record({ model: "a", inputTokens: 1, outputTokens: 2 });
      store.usage.record({ model: "b", inputTokens: 5, outputTokens: 4, usd: 0.25 });
      expect([...store.usage.totals()]).toEqual([
        ["a", { requests: 1, inputTokens: 1, outputTokens: 2, usd: 0 }],
        ["b", { requests: 2, inputTokens: 15, outputTokens: 7, usd: 0.75 }],
      ]);
      store.close();
    });

    test("steps have separate folders, and no name leaves the run", () => {
      const store = open();
      expect(store.folder("iteration-1/policy")).not.toBe(store.folder("iteration-1/state"));
      expect(() => store.folder("../elsewhere")).toThrow("../elsewhere");
      store.close();
    });
  });
}
