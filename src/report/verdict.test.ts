import { expect, test } from "vitest";
import { toyRun } from "../../test/pages/toy-run.ts";
import type { Comparison } from "../mdp/index.ts";
import { verdictOf } from "./verdict.ts";

const run = await toyRun();
const models = run.evaluations.map(({ scores }) => scores);
const last = models.at(-1)?.name ?? "";
const within = (metric: string, value: number, half: number, adjusted = true): Comparison => ({
  a: last,
  b: last,
  metric,
  difference: { value, low: value - half, high: value + half },
  distinguishable: Math.abs(value) > half,
  p: 0.01,
  adjusted,
});

test("the first sentence is of turn 5 alone against turn 1 alone, and follows its interval", () => {
  const said = (value: number) => verdictOf(models, [within("t5 - m1@t1", value, 0.02)])[0];
  expect(said(0.1)).toBe(
    "iteration-2 corrects itself: turn 5 alone is right more often than turn 1 alone: +10.0 [8.0, 12.0] points.",
  );
  expect(said(0.01)).toContain("is not shown: turn 5 alone is not distinguishable from turn 1 alone: +1.0 [-1.0, 3.0]");
  expect(said(-0.1)).toContain("does not correct itself: turn 5 alone is right less often");
});

test("what stands alone but not among all tests says so", () => {
  const [said] = verdictOf(models, [within("t5 - m1@t1", 0.1, 0.02, false)]);
  expect(said).toContain("points, which does not stand after correction for 1 tests.");
});

test("votes follow: over as many samples, then of as many tokens", () => {
  const gain = within("m1@t5 - m1@t1", 0.2, 0.02);
  const [first, second] = verdictOf(models, [
    gain,
    within("m1@t5 - m5@t1", -0.1, 0.02),
    within("m1@t5 - m@t1 equal tokens", 0, 0.02),
  ]);
  expect(first).toContain("A vote over its turns is right less often than a vote over 5 independent samples");
  expect(second).toContain("not distinguishable from a vote over samples of as many tokens");
});

test("a smoke run says that its numbers mean nothing, and nothing else; one turn tells nothing", () => {
  const comparisons = [within("t5 - m1@t1", 0.1, 0.02)];
  expect(verdictOf(models, comparisons, true)).toEqual([expect.stringContaining("its numbers mean nothing")]);
  const oneTurn = models.map((model) => ({ ...model, metrics: { ...model.metrics, turns: [], flows: [] } }));
  expect(verdictOf(oneTurn, comparisons)).toEqual(["One turn was evaluated: that tells nothing of correction."]);
  expect(verdictOf([], [])).toEqual([]);
});
