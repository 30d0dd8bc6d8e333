import { expect, test } from "vitest";
import type { Evaluation, ProblemOutcomes } from "../mdp/index.ts";
import { metricsOf } from "./score.ts";
import { strataOf } from "./strata.ts";
import { problemOf, seedOf } from "./testing.ts";

const evaluationOf = (name: string, problems: readonly ProblemOutcomes[]): Evaluation => ({
  scores: { name, problems: problems.length, seeds: 1, metrics: metricsOf(problems, 5, 5) },
  attemptsInView: 1,
  problems,
  transcripts: [],
});
const base = evaluationOf("base", [
  problemOf("a", seedOf("wwwww", "wwwww")),
  problemOf("b", seedOf("wwwww", "wnwxy")),
  problemOf("c", seedOf("wwwww", "wcwcw")),
  problemOf("d", seedOf("ccccc", "ccwcw")),
]);

test("problems are sorted by the starting model's samples and counted by the trained one's turns", () => {
  const trained = evaluationOf("iteration-1", [
    problemOf("a", seedOf("wwwww")),
    problemOf("b", seedOf("wwwwc")),
    problemOf("c", seedOf("wcccc")),
    problemOf("d", seedOf("ccccc")),
  ]);
  const strata = strataOf(base, trained);
  expect(strata.map(({ difficulty, problems }) => [difficulty, problems])).toEqual([
    ["never", 2],
    ["up to half", 1], // 2 of 5
    ["over half", 1], // 3 of 5
  ]);
  expect(strata.map(({ first, last, gain }) => [first.value, last.value, gain.value])).toEqual([
    [0, 0.5, 0.5],
    [0, 1, 1],
    [1, 1, 0],
  ]);
  for (const { gain } of strata) expect(gain.low).toBeLessThanOrEqual(0); // so few problems make nothing certain
});

test("a model is not sorted by its own samples, and what was not graded is left out", () => {
  expect(strataOf(base, base)).toEqual([]);
  const trained = evaluationOf("iteration-1", [problemOf("a", seedOf("ewwww")), problemOf("d", seedOf("ccccw"))]);
  expect(strataOf(base, trained).map(({ difficulty, problems }) => [difficulty, problems])).toEqual([["over half", 1]]);
});
