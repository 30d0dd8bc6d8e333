import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Outcome, StopReason, Trajectory, Turn } from "../mdp/index.ts";
import { addition, attemptOf } from "../mdp/testing/index.ts";
import { effectiveSampleSize, expWeights } from "./exp-weights.ts";
import { weight } from "./weight.ts";
import { weightSchema, type WeightConfig } from "./weight-schema.ts";

const turn = (reward: number | undefined, stop: StopReason = "endOfTurn"): Turn => {
  const outcome: Outcome =
    reward === undefined ? "error" : reward === 1 ? "correct" : reward < 0 ? "noAnswer" : "wrong";
  const attempt = attemptOf(String(reward), { stop });
  return {
    state: [],
    attempt,
    grade: { outcome, answer: null },
    by: "policy",
    ...(reward === undefined ? {} : { reward }),
  };
};
const trajectory = (problem: number, ...turns: Turn[]): Trajectory => ({
  id: `1/p${problem}/0`,
  problem: { ...addition(problem, 1), id: `p${problem}` },
  turns,
});
const weighed = (options: Partial<WeightConfig>, ...trajectories: Trajectory[]) =>
  weight(
    trajectories.map((trajectory) => ({ iteration: 1, trajectory })),
    { ...weightSchema.parse({}), ...options },
  );
const weights = (options: Partial<WeightConfig>, ...trajectories: Trajectory[]): number[] =>
  weighed(options, ...trajectories).examples.map(({ weight }) => weight);
const ratio = ([a = 0, b = 0]: readonly number[]): number => b / a;

describe("exp weights", () => {
  test("with tau 0.5 a right turn weighs e^2 times a wrong one", () => {
    expect(ratio(expWeights([0, 1], 0.5))).toBeCloseTo(Math.exp(2)); // by hand: (1 - 0) / 0.5 = 2
    expect(() => expWeights([1], 0)).toThrow("weight.tau must be > 0, got 0; try 0.4");
  });

  test("at the authors' tau, rewards 1, 0 and -1 weigh as 12.2, 1 and 0.082", () => {
    const [right = 0, wrong = 1, none = 0] = expWeights([1, 0, -1], 0.4);
    expect(right / wrong).toBeCloseTo(12.2, 1);
    expect(none / wrong).toBeCloseTo(0.082, 3);
  });

  test("weights are never negative, have mean 1, keep the order of rewards, and ignore a shift of all rewards", () => {
    const rewards = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(rewards, fc.double({ min: 0.05, max: 10, noNaN: true }), (values, tau) => {
        const made = expWeights(values, tau);
        expect(made.reduce((a, b) => a + b, 0) / made.length).toBeCloseTo(1, 9);
        made.forEach((w, i) => {
          expect(w).toBeGreaterThanOrEqual(0);
          made.forEach((v, j) => (values[i] ?? 0) > (values[j] ?? 0) && expect(w).toBeGreaterThanOrEqual(v));
        });
        const shifted = expWeights(
          values.map((r) => r + 3),
          tau,
        );
        shifted.forEach((w, i) => expect(w).toBeCloseTo(made[i] ?? 0, 9));
      }),
    );
  });

  test("a tiny tau selects the best and does not overflow", () => {
    expect(expWeights([0, 1, 1, -1], 1e-6)).toEqual([0, 2, 2, 0]);
  });
});

describe("what numbers cannot hold", () => {
  test("weights that underflow to 0, or nearly, are told, with how many", () => {
    expect(weighed({ tau: 1e-3 }, trajectory(1, turn(0), turn(1))).notes).toEqual([
      expect.stringContaining("1 of 2 examples weigh exactly 0: at weight.tau 0.001 exp underflows"),
    ]);
    expect(weighed({ tau: 0.05 }, trajectory(1, turn(0), turn(1))).notes).toEqual([
      expect.stringContaining("1 of 2 examples weigh less than a millionth of the mean at weight.tau 0.05"), // 2 e^-20
    ]);
    expect(weighed({ tau: 0.1 }, trajectory(1, turn(0), turn(1))).notes).toEqual([]); // 2 e^-10
    expect(weighed({}, trajectory(1, turn(0), turn(1))).notes).toEqual([]);
  });

  test("a reward that is no finite number is refused by its trajectory's name", () => {
    for (const bad of [Number.NaN, Infinity]) {
      const faulty = trajectory(1, { ...turn(0), reward: bad });
      expect(() => weighed({}, faulty)).toThrow(`trajectory 1/p1/0 must bear finite rewards, got ${bad} at turn 1`);
      expect(() => expWeights([0, bad], 1)).toThrow(`rewards must be finite numbers, got ${bad}`);
    }
  });
});

describe("the effective sample size", () => {
  test("is the number of examples where all weigh alike, and 1 where one weighs all", () => {
    expect(effectiveSampleSize([2, 2, 2])).toBeCloseTo(3);
    expect(effectiveSampleSize([0, 5, 0])).toBeCloseTo(1);
    expect(effectiveSampleSize([1, 3])).toBeCloseTo(1.6); // by hand: 4^2 / (1 + 9)
  });
});

describe("examples", () => {
  test("each turn is one, with its state, action and ids", () => {
    const { examples } = weighed({}, trajectory(1, turn(0), turn(1)));
    expect(examples.map(({ id, trajectory, turn, reward }) => [id, trajectory, turn, reward])).toEqual([
      ["1/p1/0#0", "1/p1/0", 0, 0],
      ["1/p1/0#1", "1/p1/0", 1, 1],
    ]);
  });

  test("are never made of attempts that the grader could not decide (I4)", () => {
    expect(weighed({}, trajectory(1, turn(undefined), turn(1))).examples.map(({ id }) => id)).toEqual(["1/p1/0#1"]);
  });

  test("are made once: a branch's earlier turns are its trunk's", () => {
    const trunk = trajectory(1, turn(0), turn(0), turn(1));
    const branch = { ...trajectory(1, turn(0), turn(1)), id: "1/p1/0+1", branchesAt: 1 };
    const ids = weighed({}, trunk, branch).examples.map(({ id }) => id);
    expect(ids).toEqual(["1/p1/0#0", "1/p1/0#1", "1/p1/0#2", "1/p1/0+1#1"]);
  });

  test("leave truncated attempts out unless they are wanted: to end is what a model must not unlearn", () => {
    const cut = trajectory(1, turn(0, "length"), turn(1));
    expect(weighed({}, cut).examples).toHaveLength(1);
    expect(weighed({ truncated: "keep" }, cut).examples.map(({ stop }) => stop)).toEqual(["length", "endOfTurn"]);
  });

  test("that are none at all are an error with a cure", () => {
    expect(() => weighed({ keep: "success" }, trajectory(1, turn(0), turn(0)))).toThrow(
      "got none of 2 turns with keep: success",
    );
  });
});

describe("advantages", () => {
  test("by prompt are above the mean reward of all attempts at that problem", () => {
    // p1: 0, 1 (mean 1/2); p2: 1, 1 (mean 1). Advantages -1/2, 1/2, 0, 0; at tau 1 the weights are as e^-0.5 : e^0.5 : 1 : 1.
    const made = weights({ by: "advantage", tau: 1 }, trajectory(1, turn(0), turn(1)), trajectory(2, turn(1), turn(1)));
    const sum = Math.exp(-0.5) + Math.exp(0.5) + 2;
    [Math.exp(-0.5), Math.exp(0.5), 1, 1].forEach((w, i) => expect(made[i]).toBeCloseTo((4 * w) / sum));
  });

  test("by turn are above the mean reward of all attempts at that turn", () => {
    // Turn 0: 0, 1 (mean 1/2); turn 1: 1, 1 (mean 1).
    const settings = { by: "advantage", baseline: "turn", tau: 1 } as const;
    const made = weights(settings, trajectory(1, turn(0), turn(1)), trajectory(2, turn(1), turn(1)));
    expect((made[2] ?? 0) / (made[0] ?? 1)).toBeCloseTo(Math.exp(1)); // by hand: 1/2 - (-1/2)
    expect((made[2] ?? 0) / (made[1] ?? 1)).toBeCloseTo(Math.exp(0.5)); // by hand: 1/2 - 0
  });

  test("count attempts that a filter keeps from training: the baseline is of all attempts", () => {
    const settings = { by: "advantage", keep: "success", tau: 1 } as const;
    const made = weights(settings, trajectory(1, turn(0), turn(1)), trajectory(2, turn(1)));
    expect((made[0] ?? 0) / (made[1] ?? 1)).toBeCloseTo(Math.exp(0.5)); // 1 - 1/2 against 1 - 1
  });
});

describe("uniform weights", () => {
  test("are all 1", () => expect(weights({ by: "uniform" }, trajectory(1, turn(0), turn(1)))).toEqual([1, 1]));
});

describe("credit to go", () => {
  test("is the best reward reached from there on, discounted per turn", () => {
    const settings = { credit: "toGo", discount: 0.5, tau: 1 } as const;
    const made = weights(settings, trajectory(1, turn(0), turn(0), turn(1)));
    // by hand: 1/4, 1/2, 1
    expect((made[2] ?? 0) / (made[0] ?? 1)).toBeCloseTo(Math.exp(0.75));
    expect((made[2] ?? 0) / (made[1] ?? 1)).toBeCloseTo(Math.exp(0.5));
  });

  test("of a failure that ends in failure is the failure's own, however small the discount", () => {
    const made = weights({ credit: "toGo", discount: 0.1, tau: 1 }, trajectory(1, turn(-1), turn(-1)));
    expect(ratio(made)).toBeCloseTo(1);
  });
});

describe("the authors' filters", () => {
  const kept = (keep: WeightConfig["keep"], ...rewards: number[]): number[] =>
    weighed({ keep }, trajectory(1, ...rewards.map((r) => turn(r)))).examples.map(({ turn }) => turn);

  test("all keeps all", () => expect(kept("all", 0, 0, 1, 0)).toEqual([0, 1, 2, 3]));
  test("better keeps the first and those above the turn before", () =>
    expect(kept("better", 0, 0, 1, 0, 1)).toEqual([0, 2, 4]));
  test("best keeps those that no earlier one beats", () =>
    expect(kept("best", 0, -1, 0, 1, 0, 1)).toEqual([0, 2, 3, 5]));
  test("success keeps the right ones, the first turn too", () => expect(kept("success", 1, 0, 1)).toEqual([0, 2]));
});
