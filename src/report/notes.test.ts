import { expect, test } from "vitest";
import { toyRun } from "../../test/pages/toy-run.ts";
import { notesOf } from "./notes.ts";

const run = await toyRun();

test("the widest interval of a difference tells what can hide: half of it", () => {
  const [first] = run.comparisons;
  if (first === undefined) throw new Error("the run has comparisons");
  const comparisons = [
    { ...first, difference: { value: 0.1, low: 0.04, high: 0.16 } },
    { ...first, difference: { value: 0, low: -0.02, high: 0.02 } },
  ];
  const notes = notesOf({ ...run, comparisons });
  expect(notes).toContain("With 200 problems a difference of less than about 6.0 points can hide here."); // 12 / 2
});

test("cut-off and undecided attempts are spoken of where there are any", () => {
  const about = (words: string, notes: readonly string[]) => notes.filter((note) => note.includes(words));
  const evaluations = run.evaluations.map((evaluation) => {
    const { metrics } = evaluation.scores;
    const outcomes = { ...metrics.outcomes, truncated: 0.4, error: 0.01 };
    return { ...evaluation, scores: { ...evaluation.scores, metrics: { ...metrics, outcomes } } };
  });
  expect(about("cut off", notesOf(run))).toHaveLength(0);
  expect(about("cut off", notesOf({ ...run, evaluations }))[0]).toContain("40.0%");
  expect(about("could not decide", notesOf({ ...run, evaluations }))[0]).toContain("1.0%");
});

test("an untrained model's report speaks of no training", () => {
  const isOfTraining = (note: string) => note.includes("training run");
  expect(notesOf(run).some(isOfTraining)).toBe(true);
  expect(notesOf({ ...run, iterations: [] }).some(isOfTraining)).toBe(false);
});

test("a training whose loss rose is spoken of, by its iteration", () => {
  const spoiled = (losses: readonly number[]) =>
    notesOf({
      ...run,
      iterations: run.iterations.map((record) =>
        record.iteration === 2 && record.training ? { ...record, training: { ...record.training, losses } } : record,
      ),
    }).filter((note) => note.includes("spoiled the model"));
  expect(spoiled([0.01, 3, 5, 2])).toEqual([expect.stringContaining("The loss of iteration 2 ended far above")]);
  expect(spoiled([1, 0.9, 0.8, 0.7])).toEqual([]);
  expect(spoiled([])).toEqual([]);
});
