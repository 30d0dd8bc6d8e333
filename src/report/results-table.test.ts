import { expect, test } from "vitest";
import { toyRun } from "../../test/pages/toy-run.ts";
import type { Estimate, Flow } from "../mdp/index.ts";
import { renderTable } from "./index.ts";

const run = await toyRun();
const results = { models: run.evaluations.map(({ scores }) => scores), comparisons: run.comparisons };

test("every figure carries its interval, in percent", () => {
  const [model] = results.models;
  if (model === undefined) throw new Error("the run has models");
  const metrics = { ...model.metrics, "m1@t5": { value: 0.5, low: 0.4321, high: 0.5678 } };
  expect(renderTable({ models: [{ ...model, metrics }], comparisons: [] })).toContain("50.0 [43.2, 56.8]");
});

test("a difference whose interval holds 0 is called not distinguishable, any other higher or lower", () => {
  const difference = (value: number) => ({ value, low: value - 0.04, high: value + 0.04 });
  const of = (metric: string, value: number, distinguishable: boolean) => ({
    a: "base",
    b: "iteration-2",
    metric,
    difference: difference(value),
    distinguishable,
    p: distinguishable ? 1e-6 : 0.6,
    adjusted: distinguishable,
  });
  const comparisons = [of("m1@t1", 0.01, false), of("m1@t5", 0.1, true), of("p1@t5", -0.1, true)];
  const lines = renderTable({ models: results.models, comparisons }).split("\n");
  expect(lines.find((line) => line.startsWith("m1@t1: "))).toMatch(/\+1\.0 \[-3\.0, 5\.0\] +not distinguishable$/);
  expect(lines.find((line) => line.startsWith("m1@t5: "))).toMatch(/\+10\.0 \[6\.0, 14\.0\] +higher$/);
  expect(lines.find((line) => line.startsWith("p1@t5: "))).toMatch(/-10\.0 \[-14\.0, -6\.0\] +lower$/);
});

test("how many wrong answers are given again is shown where it was measured", () => {
  const [model] = results.models;
  if (model === undefined) throw new Error("the run has models");
  const table = (stuck: { readonly stuck: Estimate | undefined }): string => {
    const flows = model.metrics.flows.map((flow) => ({ ...flow, ...stuck }) as Flow);
    return renderTable({ models: [{ ...model, metrics: { ...model.metrics, flows } }], comparisons: [] });
  };
  expect(table({ stuck: { value: 0.987, low: 0.9, high: 1 } })).toMatch(/\nwrong, unchanged( +98\.7)+\n/);
  expect(table({ stuck: { value: 0, low: 0, high: 1 } })).toMatch(/\nwrong, unchanged( +-)+\n/); // nobody was wrong
  expect(table({ stuck: undefined })).not.toContain("wrong, unchanged"); // an evaluation of an earlier version
});

test("three models fit a terminal of 80 columns", () => {
  const widths = renderTable(results)
    .split("\n")
    .map((line) => line.length);
  expect(Math.max(...widths)).toBeLessThanOrEqual(80);
});

test("where fewer than five turns were evaluated it is told what a 5 stands for", () => {
  const told = /\nOnly 2 turns were evaluated: a 5 in a metric's name stands for 2\.\n/;
  const [model] = results.models;
  if (model === undefined) throw new Error("the run has models");
  const few = { ...model, metrics: { ...model.metrics, turns: model.metrics.turns.slice(0, 2) } };
  expect(renderTable({ models: [few], comparisons: [] })).toMatch(told);
  const five = { ...model.metrics, turns: Array.from({ length: 5 }, () => model.metrics["m1@t1"]) };
  expect(renderTable({ models: [{ ...model, metrics: five }], comparisons: [] })).not.toContain("evaluated:");
});
