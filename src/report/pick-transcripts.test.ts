import { expect, test } from "vitest";
import { toyRun } from "../../test/pages/toy-run.ts";
import type { Evaluation } from "../mdp/index.ts";
import { pairsPerKind, pickTranscripts } from "./pick-transcripts.ts";

const { evaluations } = await toyRun();
const [before, after] = [evaluations[0], evaluations.at(-1)] as [Evaluation, Evaluation]; // the run has three models

test("the four kinds together are all problems, each counted once", () => {
  const samples = pickTranscripts(before, after, 17);
  expect(samples.reduce((sum, { problems }) => sum + problems, 0)).toBe(before.problems.length);
});

test("what is shown of a kind is of that kind, and the same problem on both sides", () => {
  for (const { kind, pairs } of pickTranscripts(before, after, 17)) {
    expect(pairs.length).toBeLessThanOrEqual(pairsPerKind);
    for (const pair of pairs) {
      expect(pair.after.problem).toBe(pair.before.problem);
      expect(pair.before.turns.at(-1)?.outcome === "correct").toBe(kind.before);
      expect(pair.after.turns.at(-1)?.outcome === "correct").toBe(kind.after);
    }
  }
});

test("the seed alone draws: the same seed the same rollouts, another seed others", () => {
  const drawn = (seed: number) =>
    pickTranscripts(before, after, seed).flatMap(({ pairs }) => pairs.map((pair) => pair.before.problem));
  expect(drawn(17)).toEqual(drawn(17));
  expect(drawn(18)).not.toEqual(drawn(17));
});
