import { expect, test } from "vitest";
import { sharedDomain } from "./estimate-series.ts";
import { thinned } from "./loss-chart.ts";

test("the scale of charts side by side holds every interval and ends at tens of percent", () => {
  const estimate = (low: number, high: number) => ({ value: (low + high) / 2, low, high });
  expect(sharedDomain([estimate(0.34, 0.46), estimate(0.51, 0.62)])).toEqual([0.3, 0.7]);
  expect(sharedDomain([estimate(0.3, 0.7)])).toEqual([0.3, 0.7]); // already there: no step further for rounding errors
  expect(sharedDomain([estimate(0, 1)])).toEqual([0, 1]);
  expect(sharedDomain([estimate(0, 0)])).toEqual([0, 0.1]); // never of no height
});

test("a loss curve of 301 steps is drawn as means of three, the last of what is left", () => {
  const losses = Array.from({ length: 301 }, (_, step) => step);
  const points = thinned(losses);
  expect(points).toHaveLength(101); // 100 threes and one
  expect(points[0]).toEqual({ step: 3, loss: 1 }); // (0 + 1 + 2) / 3
  expect(points.at(-1)).toEqual({ step: 301, loss: 300 });
});
