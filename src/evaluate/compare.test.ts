import { expect, test } from "vitest";
import type { Evaluation, ProblemOutcomes } from "../mdp/index.ts";
import { compare, compareAll, compareWithin } from "./compare.ts";
import { metricsOf } from "./score.ts";
import { attemptsOf, problemOf, seedOf } from "./testing.ts";

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

test("within a model: turn 5 against turn 1; the vote over turns against samples, tokens, one attempt; flows against fresh", () => {
  const model = repeated("iteration-1", ["wcccc"], 80, "wwwww");
  expect(compareWithin(model).map(({ a, b, metric, difference }) => [a, b, metric, difference.value])).toEqual([
    ["iteration-1", "iteration-1", "t5 - m1@t1", 1],
    ["iteration-1", "iteration-1", "m1@t5 - m5@t1", 1],
    ["iteration-1", "iteration-1", "m1@t5 - m@t1 equal tokens", 1],
    ["iteration-1", "iteration-1", "m1@t5 - m1@t1", 1],
    ["iteration-1", "iteration-1", "wrong->right - fresh", 1], // all repaired at turn 2, and fresh samples are all wrong
    ["iteration-1", "iteration-1", "right->wrong - fresh", -1],
  ]);
});

test("the greedy first answer is one more rival, where it was measured", () => {
  const problems = Array.from({ length: 40 }, (_, i) => ({
    ...problemOf(`p${i}`, seedOf("wcccc")),
    greedy: attemptsOf(i < 30 ? "c" : "w"),
  }));
  const greedy = compareWithin(evaluationOf("base", problems)).find(({ metric }) => metric === "m1@t5 - greedy@t1");
  expect(greedy?.difference.value).toBeCloseTo(0.25); // 1 - 30 / 40
  expect(greedy?.distinguishable).toBe(true);
});

test("what is distinguishable alone may not be among many: Holm's correction over all that are listed", () => {
  const base = repeated("base", ["wwwww"], 60, "wwwww");
  const later = Array.from({ length: 60 }, (_, i) => problemOf(`p${i}-0`, seedOf(i < 6 ? "cwwww" : "wwwww", "wwwww")));
  const [first, ...others] = compare(base, evaluationOf("later", later)); // 6 gained of 60: p about 0.02
  expect(first).toMatchObject({ metric: "m1@t1", distinguishable: true, adjusted: false });
  expect(first?.p).toBeLessThan(0.05);
  expect(others.length).toBeGreaterThan(2);
  const [alone] = compare(base, evaluationOf("later", later), ["m1@t1"]);
  expect(alone).toMatchObject({ distinguishable: true, adjusted: true });
});

test("a model of which nothing could be graded compares as unknown, and breaks nothing", () => {
  const model = evaluationOf("base", [problemOf("p1", seedOf("eeeee"))]);
  for (const { difference, distinguishable, p } of compareWithin(model)) {
    expect({ difference, distinguishable, p }).toEqual({
      difference: { value: 0, low: -1, high: 1 },
      distinguishable: false,
      p: 1,
    });
  }
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
