import { join } from "node:path";
import { makeFolder, writeFileWhole } from "../../disk/index.ts";
import type { IterationTrajectory } from "../../mdp/index.ts";
import type { RunDirectory } from "../../store/index.ts";
import { requireNewFolder } from "../files/new-folder.ts";
import { readResults } from "./results.ts";

/**
 * Writes a run's figures and trajectories for other programs: `figures.csv`, `comparisons.csv` and `training.csv`, all of them
 * as `figures.json`, and `trajectories.jsonl`. The same run gives the same bytes.
 *
 * @returns the files' names
 * @throws ConfigError if the folder is not new or empty
 */
export async function exportFigures(run: RunDirectory, folder: string): Promise<readonly string[]> {
  requireNewFolder(folder, "--export");
  const { reportFigures, toCsv } = await import("../../report/index.ts");
  const results = readResults(run);
  const all = reportFigures(results);
  makeFolder(folder);
  const files: Readonly<Record<string, () => string>> = {
    "figures.csv": () =>
      toCsv(all.figures, {
        model: ({ model }) => model,
        metric: ({ metric }) => metric,
        step: ({ step }) => step,
        value: ({ value }) => value,
        low: ({ low }) => low,
        high: ({ high }) => high,
      }),
    "comparisons.csv": () =>
      toCsv(all.comparisons, {
        a: ({ a }) => a,
        b: ({ b }) => b,
        metric: ({ metric }) => metric,
        difference: ({ difference }) => difference.value,
        low: ({ difference }) => difference.low,
        high: ({ difference }) => difference.high,
        p: ({ p }) => p,
        distinguishable: ({ distinguishable }) => distinguishable,
        adjusted: ({ adjusted }) => adjusted,
      }),
    "training.csv": () =>
      toCsv(all.training, {
        iteration: ({ iteration }) => iteration,
        step: ({ step }) => step,
        loss: ({ loss }) => loss,
        gradNorm: ({ gradNorm }) => gradNorm,
      }),
    "figures.json": () => `${JSON.stringify(all, null, 1)}\n`,
    "trajectories.jsonl": () => trajectoryLines(run.trajectories(results.iterations.length)),
  };
  for (const [name, content] of Object.entries(files)) writeFileWhole(join(folder, name), content());
  return Object.keys(files);
}

/** A trajectory a line: the problem, and each turn's text, grade and reward. */
function trajectoryLines(trajectories: readonly IterationTrajectory[]): string {
  const lines: string[] = [];
  for (const { iteration, trajectory } of trajectories) {
    const { id, problem, turns, branchesAt } = trajectory;
    const told = turns.map(({ attempt, grade, reward, by }) => ({
      by,
      text: attempt.text,
      stop: attempt.stop,
      ...attempt.usage,
      outcome: grade.outcome,
      answer: grade.answer,
      ...(reward === undefined ? {} : { reward }),
    }));
    const row = { iteration, id, problem: problem.id, question: problem.question, gold: problem.answer };
    lines.push(JSON.stringify({ ...row, ...(branchesAt === undefined ? {} : { branchesAt }), turns: told }));
  }
  return lines.map((line) => `${line}\n`).join("");
}
