import { expect, test } from "vitest";
import { createRng, type Evaluation, type ProblemOutcomes } from "../mdp/index.ts";
import { compareRecipes } from "./compare-recipes.ts";
import { metricsOf } from "./score.ts";
import { problemOf, seedOf } from "./testing.ts";

const metrics = metricsOf([problemOf("any", seedOf("ccccc"))], 5, 5); // nothing is read from there
const evaluationOf = (problems: readonly ProblemOutcomes[]): Evaluation => ({
  scores: { name: "m", problems: problems.length, seeds: 1, metrics },
  attemptsInView: 1,
  problems,
  transcripts: [],
});
const runOf = (letters: (i: number) => string, n = 60): Evaluation =>
  evaluationOf(Array.from({ length: n }, (_, i) => problemOf(`p${i}`, seedOf(letters(i)))));

test("one run each: the differences are those of the paired problems, by hand", () => {
  const a = { name: "a", evaluations: [runOf(() => "wwwww")] };
  const b = { name: "b", evaluations: [runOf((i) => (i < 30 ? "wcccc" : "wwwww"))] };
  const { problems, recipes, comparisons } = compareRecipes([a, b]);
  expect(problems).toBe(60);
  expect(recipes.map(({ turns }) => turns[1]?.value)).toEqual([0, 0.5]);
  const of = (metric: string) => comparisons.find((one) => one.metric === metric);
  expect(of("t5 - m1@t1")).toMatchObject({ a: "a", b: "b", distinguishable: true, adjusted: true });
  expect(of("t5 - m1@t1")?.difference.value).toBeCloseTo(0.5);
  expect(of("m1@t1")?.difference.value).toBe(0);
  expect(of("m1@t1")?.distinguishable).toBe(false);
  expect(of("wrong->right")?.difference.value).toBeCloseTo(30 / (30 + 30 * 4)); // b's 30 repaired once, 30 wrong 4 times; a's none
});

test("only problems that all runs have count; none is an error that names the runs", () => {
  const other = (ids: readonly string[]) => evaluationOf(ids.map((id) => problemOf(id, seedOf("ccccc"))));
  const a = { name: "a", evaluations: [runOf(() => "wwwww", 3)] };
  expect(compareRecipes([a, { name: "b", evaluations: [other(["p1", "q"])] }]).problems).toBe(1);
  expect(() => compareRecipes([a, { name: "b", evaluations: [other(["q"])] }])).toThrow(
    "runs must share test problems to be compared, got none that all have (a: 3, such as p0; b: 1, such as q)",
  );
});

test("turns that only some runs have are left out: the 5 of a metric stands for what all have", () => {
  const short = evaluationOf(Array.from({ length: 9 }, (_, i) => problemOf(`p${i}`, seedOf("wc"))));
  const { turns, recipes } = compareRecipes([
    { name: "a", evaluations: [short] },
    { name: "b", evaluations: [runOf(() => "wcwww", 9)] },
  ]);
  expect(turns).toBe(2);
  expect(recipes.map(({ metrics }) => metrics["t5"]?.value)).toEqual([1, 1]);
});

test("several seeds are a mean, and their scatter widens the interval beyond the problems'", () => {
  const right = (share: number) => runOf((i) => (i < share * 60 ? "ccccc" : "wwwww"));
  const alike = compareRecipes([
    { name: "a", evaluations: [right(0.5), right(0.5), right(0.5)] },
    { name: "b", evaluations: [right(0.7), right(0.7), right(0.7)] },
  ]);
  const scattered = compareRecipes([
    { name: "a", evaluations: [right(0.3), right(0.5), right(0.7)] },
    { name: "b", evaluations: [right(0.5), right(0.7), right(0.9)] },
  ]);
  const t5 = ({ comparisons }: typeof alike) => comparisons.find(({ metric }) => metric === "t5");
  expect(t5(alike)?.difference.value).toBeCloseTo(0.2);
  expect(t5(scattered)?.difference.value).toBeCloseTo(0.2);
  expect(t5(alike)?.distinguishable).toBe(true);
  expect(t5(scattered)?.distinguishable).toBe(false); // seeds alone differ by 0.2
  expect(scattered.recipes[0]?.runs).toBe(3);
  expect(scattered.recipes[0]?.metrics["t5"]?.value).toBeCloseTo(0.5);
});

test("covers the truth about 95 times in 100 over problems and seeds (simulated): two recipes of three seeds, seeds of 4 points", () => {
  const rng = createRng(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
  let covered = 0;
  for (let repeat = 0; repeat < 200; repeat++) {
    const hard = Array.from({ length: 60 }, () => (rng.next() < 0.5 ? 0.2 : -0.2));
    const run = (mean: number) => {
      const seed = 0.04 * normal();
      return runOf((i) => (rng.next() < mean + (hard[i] ?? 0) + seed ? "ccccc" : "wwwww"));
    };
    const recipe = (name: string, mean: number) => ({ name, evaluations: [run(mean), run(mean), run(mean)] });
    const { comparisons } = compareRecipes([recipe("a", 0.4), recipe("b", 0.5)], ["t5"]);
    const { low = 1, high = 0 } = comparisons[0]?.difference ?? {};
    covered += Number(low <= 0.1 && 0.1 <= high);
  }
  expect(covered / 200).toBeGreaterThan(0.92);
});
