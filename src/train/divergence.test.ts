import { describe, expect, test } from "vitest";
import { DivergenceError, type TrainingPlan } from "../mdp/index.ts";
import { curveNote, isSuspect, refuseCurve, refuseDead, refuseRuined, refuseRunaway } from "./divergence.ts";

const optimizer = { learningRate: 50, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };

/** A plan of steps over one row each, of these weights. */
function planOf(weights: readonly number[], scale = 0.25): TrainingPlan {
  return {
    id: "plan",
    rows: weights.map((weight, place) => ({
      id: `row-${place}`,
      tokens: [1, 2, 3],
      weights: [0, weight / 2, weight / 2],
    })),
    steps: weights.map((_, place) => ({ batch: [place], scale, optimizer })),
    saveEverySteps: 100,
  };
}
const curve = (...losses: number[]) => ({ losses, gradNorms: losses.map(() => 1) });

test("a step that loses more than any text costs a model that works is refused, with the rate; what counts is a token's loss, not the weights", () => {
  const plan = planOf([1, 12, 0.1]);
  expect(() => refuseRunaway(plan, 0, 0.25 * 88_577)).toThrow(
    "training diverged at step 1 of 3: a token costs 8.86e+4 nats, more than guessing does; lower train.learningRate (50 at its highest",
  );
  refuseRunaway(plan, 1, 0.25 * 12 * 99); // 99 nats a token, though the loss is 297
  expect(() => refuseRunaway(plan, 2, 0.25 * 0.1 * 101)).toThrow(DivergenceError); // though the loss is 2.5
  expect(() => refuseRunaway(plan, 0, Number.NaN)).toThrow(DivergenceError);
  expect(() => refuseRunaway(plan, 0, Infinity)).toThrow(DivergenceError);
});

test("weights that the last step ruined are refused: its own batch costs far more than before, more than any guess, or no number", () => {
  const plan = planOf([4, 4]); // scale * weight = 1: a loss is a token's nats
  refuseRuined(plan, 1, { before: 2, after: 6.9 });
  refuseRuined(plan, 1, { before: 20.28, after: 20.3 }); // a text like none that the model was made of
  refuseRuined(plan, 1, { before: 9, after: 8.9 }); // a hard example at the end, whatever the first one cost
  for (const after of [7.1, 25, Number.NaN, Infinity]) {
    expect(() => refuseRuined(plan, 1, { before: 2, after })).toThrow(
      "training diverged: a token of the batch of step 2 of 2 cost 2.00 nats before that step and costs ",
    );
  }
  expect(() => refuseRuined(plan, 1, { before: 18, after: 20.5 })).toThrow(DivergenceError);
});

test("a gradient of exactly 0 where there is something to learn is that of a dead model", () => {
  const plan = planOf([4, 4]);
  expect(() => refuseDead(plan, 1, 5.77, 0)).toThrow(
    "training diverged by step 2 of 2: a token costs 5.77 nats and its gradient is exactly 0",
  );
  refuseDead(plan, 1, 5.77, 1e-30);
  refuseDead(plan, 1, 0.001, 0); // known by heart
  refuseDead(planOf([4e-40, 4e-40]), 1, 5.77e-40, 0); // of rows that weigh next to nothing, at 5.77 nats a token
  refuseDead(plan, 1, 5.77, Number.NaN); // a server that does not say
});

describe("a whole training", () => {
  const plan = planOf([4, 4, 4, 4]); // scale * weight = 1: a loss is a token's nats

  test("that learns is no matter, nor is one that stands still, wanders, or is a step long", () => {
    for (const losses of [[2, 1.5, 1, 0.5], [0.1, 0.1, 0.1, 0.1], [1, 4, 1.5, 2.4], [3]]) {
      expect(curveNote(plan, curve(...losses))).toBeUndefined();
      expect(isSuspect(plan, curve(...losses))).toBe(false);
    }
  });

  test("that ends above where it began is looked at again; by its curve alone it may be its batches", () => {
    expect(curveNote(plan, curve(0.01, 6, 2, 2))).toContain("may have made the model worse, or its later batches are");
    expect(isSuspect(plan, curve(0.01, 6, 2, 2))).toBe(true);
    expect(isSuspect(plan, curve(1, 21, 1, 1))).toBe(true);
  });

  test("of a trainer elsewhere is refused for any of its steps, and where it ends far above its beginning, but not for few batches", () => {
    expect(() => refuseCurve(plan, curve(0.01, 88_577, 1, 0.1))).toThrow("diverged at step 2 of 4");
    const long = planOf([4, 4, 4, 4, 4, 4, 4, 4]);
    expect(() => refuseCurve(long, curve(0.01, 9, 9, 9, 13, 10, 11, 12))).toThrow(
      "training diverged: a token cost 0.01 nats at the first step and 11.50 in the second half of them; lower train.learningRate",
    );
    refuseCurve(planOf([4, 4]), curve(0.01, 10.97));
    expect(() => refuseCurve(planOf([4, 4]), curve(0.01, 21))).toThrow(DivergenceError); // more than guessing
    refuseCurve(planOf([4, 4, 4, 4]), curve(3, 21, 2, 1)); // one odd batch
    refuseCurve(planOf([4]), curve(21));
  });
});
