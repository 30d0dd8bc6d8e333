import { expect, test } from "vitest";
import type { Estimate, ModelMetrics, ModelScores } from "../../mdp/index.ts";
import { formatResults } from "./results.ts";

const at = (value: number): Estimate => ({ value, low: value - 0.02, high: value + 0.02 });

function scores(name: string, first: number, voted: number): ModelScores {
  const metrics = {
    "m1@t1": at(first),
    "m5@t1": at(first + 0.05),
    "m1@t5": at(voted),
    "p1@t5": at(voted + 0.1),
    turns: [at(first), at(voted)],
  } as unknown as ModelMetrics; // what the table shows of it
  return { name, problems: 400, seeds: 3, metrics };
}

test("the table has a row for each model, shares in percent with their intervals", () => {
  const text = formatResults({
    models: [scores("base", 0.46, 0.5), scores("iteration-1", 0.5, 0.64)],
    comparisons: [],
  });
  expect(text).toContain("400 problems, 3 seeds");
  expect(text).toMatch(/^base +46\.0 \[44\.0, 48\.0\]/m);
  expect(text).toMatch(/^iteration-1 .*64\.0 \[62\.0, 66\.0\]/m);
  expect(text).toMatch(/^iteration-1 +50\.0 +64\.0$/m); // by turn
});

test("a difference that its interval does not tell from 0 is said to be not distinguishable", () => {
  const gain = { a: "base", b: "iteration-1", metric: "m1@t5" };
  const text = formatResults({
    models: [],
    comparisons: [
      { ...gain, difference: { value: 0.142, low: 0.11, high: 0.174 }, distinguishable: true },
      { ...gain, difference: { value: -0.01, low: -0.03, high: 0.01 }, distinguishable: false },
    ],
  });
  expect(text).toContain("iteration-1 over base: m1@t5 +14.2 [+11.0, +17.4] points\n");
  expect(text).toContain("m1@t5 -1.0 [-3.0, +1.0] points, not distinguishable from none");
});
