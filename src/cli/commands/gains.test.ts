import { expect, test } from "vitest";
import type { Comparison, RunSummary } from "../../mdp/index.ts";
import { lacksGain } from "./gains.ts";

const comparison = (model: string, metric: string, value: number, distinguishable: boolean): Comparison => ({
  a: model,
  b: model,
  metric,
  difference: { value, low: value - 0.01, high: value + 0.01 },
  distinguishable,
  p: 0.01,
  adjusted: distinguishable,
});
const summary = (...comparisons: readonly Comparison[]): RunSummary => ({
  models: ["base", "iteration-1"].map((name) => ({ name }) as RunSummary["models"][number]), // the names alone are read
  comparisons,
  run: { dir: "runs/x", digest: "d", seconds: 1 },
});

/** As word problems are: votes gain, the last turn by itself does not. */
const sharpened = summary(
  comparison("base", "t5 - m1@t1", 0.3, true),
  comparison("iteration-1", "t5 - m1@t1", 0.015, false),
  comparison("iteration-1", "m1@t5 - m1@t1", 0.08, true),
  comparison("iteration-1", "m1@t5 - m5@t1", -0.02, true),
);

test("--require-gain asks whether turn 5 alone gains over turn 1 alone, in the last model", () => {
  expect(lacksGain(sharpened, { requireGain: true })).toBe(true);
  expect(lacksGain(summary(comparison("iteration-1", "t5 - m1@t1", 0.1, true)), { requireGain: true })).toBe(false);
});

test("--require-gain-of asks for a gain by its name; a loss beyond doubt is none, nor what was not measured", () => {
  expect(lacksGain(sharpened, { requireGainOf: "vote" })).toBe(false);
  expect(lacksGain(sharpened, { requireGain: true, requireGainOf: "vote" })).toBe(false);
  expect(lacksGain(sharpened, { requireGainOf: "parallel" })).toBe(true);
  expect(lacksGain(summary(), { requireGainOf: "vote" })).toBe(true);
});

test("what was not asked for is not lacking", () => expect(lacksGain(summary(), {})).toBe(false));
