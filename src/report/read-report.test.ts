import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { handMadeRun } from "../../test/pages/hand-made-run.ts";
import type { Example } from "../mdp/index.ts";
import type { IterationRecord as RecordedIteration } from "../rise.ts";
import { openRun } from "../store/index.ts";
import { readReport, renderReport, type IterationRecord } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const made = handMadeRun();
const context = { title: made.title, version: "0.0.0", seed: 17, compare: () => made.comparisons, notes: [] };

function exampleOf(weight: number, i: number): Example {
  return {
    id: `1/train-${i}/0`,
    trajectory: `1/train-${i}`,
    turn: 0,
    iteration: 1,
    state: [],
    action: "7",
    stop: "endOfTurn",
    reward: 1,
    weight,
  };
}

test("a run is shown as far as it has come", async () => {
  const run = openRun(folder, { seed: 17 });
  expect(readReport(run, context).evaluations).toEqual([]);

  run.saveDocument("evaluate/base", made.evaluations[0]);
  run.saveDocument("iteration-1/trajectories", made.iterations[0]?.gathered);
  run.saveExamples(1, [1, 1, 2].map(exampleOf));
  const input = readReport(run, context);
  expect(input.evaluations).toEqual([made.evaluations[0]]);
  expect(input.iterations).toHaveLength(1);
  expect(input.iterations[0]?.training).toBeUndefined();
  expect(input.iterations[0]?.weights?.effectiveSampleSize).toBeCloseTo(16 / 6); // (1 + 1 + 2)^2 / (1 + 1 + 4)

  run.saveDocument("iteration-1/train", { losses: [0.5, 0.25] });
  run.saveDocument("evaluate/iteration-1", made.evaluations[1]);
  const page = await renderReport(readReport(run, context));
  expect(page).toContain("iteration-1");
  expect(page).toContain(run.digest);
  run.close();
});

test("an iteration as rise() records it is one that the report reads", () => {
  const shown = (recorded: RecordedIteration): IterationRecord => recorded; // the compiler holds it
  expect(shown).toBeTypeOf("function");
});
