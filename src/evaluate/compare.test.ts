import { expect, test } from "vitest";
import type { Evaluation, ProblemOutcomes } from "../mdp/index.ts";
import { compare, compareAll, compareWithin } from "./compare.ts";
import { metricsOf } from "./score.ts";
import { problemOf, seedOf } from "./testing.ts";

const evaluationOf = (name: string, problems: readonly ProblemOutcomes[]): Evaluation => {
  const metrics = metricsOf(problems, 5, 5);
  const seeds = problems[0]?.seeds.length ?? 0;
  return { scores: { name, problems: problems.length, seeds, metrics }, attemptsInView: 1, problems, transcripts: [] };
};
const repeated = (name: string, sequences: readonly string[], times: number, parallel?: string): Evaluation =>
  evaluationOf(
    name,
    Array.from({ length: times }, (_, i) =>
      sequences.map((letters, j) => problemOf(`p${i}-${j}`, seedOf(letters, parallel ?? letters))),
    ).flat(),
  );

test("a difference is b - a over the same problems, and distinguishable where its interval excludes 0", () => {
  const base = repeated("base", ["wwwww", "ccccc"], 50);
  const better = repeated("iteration-1", ["wcccc", "ccccc"], 50);
  const [first, , voted] = compare(base, better);
  expect(first).toMatchObject({ a: "base", b: "iteration-1", metric: "m1@t1", distinguishable: false });
  expect(first?.difference.value).toBe(0);
  expect(voted).toMatchObject({ metric: "m1@t5", distinguishable: true });
  expect(voted?.difference.value).toBeCloseTo(0.5);
  expect(compare(better, base)[2]?.difference.value).toBeCloseTo(-0.5);
});

test("the comparison is paired: models that differ on few problems are told apart where their intervals overlap", () => {
  const base = evaluationOf(
    "a",
    Array.from({ length: 200 }, (_, i) => problemOf(`p${i}`, seedOf(i % 2 ? "ccccc" : "wwwww"))),
  );
  const better = evaluationOf(
    "b",
    Array.from({ length: 200 }, (_, i) => problemOf(`p${i}`, seedOf(i % 2 || i < 24 ? "ccccc" : "wwwww"))),
  );
  expect(better.scores.metrics["m1@t5"].low).toBeLessThan(base.scores.metrics["m1@t5"].high);
  expect(compare(base, better)[2]?.distinguishable).toBe(true); // 12 gained, none lost
});

test("only problems that both were evaluated on count; none is an error", () => {
  const a = evaluationOf("a", [problemOf("p1", seedOf("wwwww")), problemOf("p2", seedOf("ccccc"))]);
  const b = evaluationOf("b", [problemOf("p1", seedOf("ccccc")), problemOf("p3", seedOf("wwwww"))]);
  expect(compare(a, b)[0]?.difference.value).toBe(1);
  expect(() => compare(a, evaluationOf("c", [problemOf("p9", seedOf("wwwww"))]))).toThrow(
    "a and c must share test problems",
  );
});

test("within a model: turn 5 against turn 1, and five turns against one, against five samples and against as many tokens", () => {
  const model = repeated("iteration-1", ["wcccc"], 80, "wwwww");
  expect(compareWithin(model).map(({ a, b, metric, difference }) => [a, b, metric, difference.value])).toEqual([
    ["iteration-1", "iteration-1", "t5 - m1@t1", 1],
    ["iteration-1", "iteration-1", "m1@t5 - m1@t1", 1],
    ["iteration-1", "iteration-1", "m1@t5 - m5@t1", 1],
    ["iteration-1", "iteration-1", "m1@t5 - m@t1 equal tokens", 1],
  ]);
});

test("all comparisons: each model within itself, each trained one against the base", () => {
  const models = ["base", "iteration-1", "iteration-2"].map((name) => repeated(name, ["wcccc"], 5));
  const pairs = compareAll(models).map(({ a, b }) => `${a} ${b}`);
  expect(new Set(pairs)).toEqual(
    new Set([
      "base base",
      "iteration-1 iteration-1",
      "iteration-2 iteration-2",
      "base iteration-1",
      "base iteration-2",
    ]),
  );
  expect(compareAll([])).toEqual([]);
});

test("a problem that the grader could not decide is left out of the pairs (I4)", () => {
  const a = evaluationOf("a", [problemOf("p1", seedOf("eeeee")), problemOf("p2", seedOf("wwwww"))]);
  const b = evaluationOf("b", [problemOf("p1", seedOf("ccccc")), problemOf("p2", seedOf("wwwww"))]);
  expect(compare(a, b)[0]?.difference.value).toBe(0);
});
