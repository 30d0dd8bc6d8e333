import { expect, test } from "vitest";
import type { Estimate, RunSummary } from "../src/index.ts";
import { gainsPlot } from "./plots.ts";
import { headline, studies } from "./studies.ts";
import { pointsOf, within, type StudyResult } from "./tables.ts";

const around = (value: number): Estimate => ({ value, low: value - 0.03, high: value + 0.03 });

/** What a seed's run prints, as far as differences within its models go. */
function runWith(gain: number): RunSummary {
  const comparison = { a: "m", b: "m", metric: "t5 - m1@t1", difference: around(gain), distinguishable: true, p: 0 };
  return {
    models: [{ name: "m" }],
    comparisons: [{ ...comparison, adjusted: true }],
  } as unknown as RunSummary; // the rest is not read here
}

const result: StudyResult = { study: headline, runs: [runWith(0.2), runWith(0.24)] };

test("a difference over seeds is their mean, in points with its sign", () => {
  expect(pointsOf(within(result, "t5 - m1@t1"))).toMatch(/^\+22\.0 \[/);
  expect(pointsOf(within(result, "p1@t5 - m1@t1"))).toBe("");
});

test("no two studies have one name, which is that of their folder", () => {
  const names = studies.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test("a study's gain is a point of the plot under its title", async () => {
  const svg = await gainsPlot([result]);
  expect(svg).toContain(headline.title);
  expect(svg.match(/aria-roledescription="point"/g)).toHaveLength(1);
});
