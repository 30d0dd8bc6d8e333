import { expect, test } from "vitest";
import { toyRun } from "../../test/pages/toy-run.ts";
import { reportFigures, toCsv } from "./figures.ts";

test("every figure of the report is a row: metrics, turns, votes, flows, differences, losses", async () => {
  const run = await toyRun();
  const { figures, comparisons, training } = reportFigures(run);
  const [base] = run.evaluations;
  const ofBase = figures.filter(({ model }) => model === "base");
  const value = (metric: string, step?: number) =>
    ofBase.find((one) => one.metric === metric && one.step === step)?.value;
  expect(value("m1@t5")).toBe(base?.scores.metrics["m1@t5"].value);
  expect(value("turn alone", 3)).toBe(base?.scores.metrics.turns[2]?.value);
  expect(value("vote over samples", 5)).toBe(base?.scores.metrics.parallel[4]?.value);
  expect(value("wrong->right at risk", 2)).toBe(base?.scores.metrics.flows[0]?.atRisk.wrongToRight.value);
  expect(comparisons).toEqual(run.comparisons);
  expect(training).toHaveLength(run.iterations.reduce((sum, one) => sum + (one.training?.losses.length ?? 0), 0));
});

test("CSV quotes what must be quoted, and leaves empty what is absent", () => {
  const rows = [{ name: 'a "b", c', step: 1 }, { name: "line\nbreak" }] as { name: string; step?: number }[];
  expect(toCsv(rows, { name: ({ name }) => name, step: ({ step }) => step })).toBe(
    'name,step\r\n"a ""b"", c",1\r\n"line\nbreak",\r\n',
  );
});
