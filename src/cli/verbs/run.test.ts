import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { toyModels, type ToyFile } from "../../mdp/testing/index.ts";
import { run, type RunOptions } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "rise-run-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Sums as a file of problems; no sum of one split is in the other. */
function sums(split: string, first: number): string {
  const file = join(root, `${split}.jsonl`);
  const rows = Array.from({ length: 20 }, (_, i) => ({ problem: `What is ${first + i} + 4?`, answer: first + i + 4 }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return file;
}
const files = { train: sums("train", 100), test: sums("test", 500) };

/** A run of the toy model; its disk outlives the process that a test interrupts. */
function toyRun(out: string): RunOptions {
  const disk = new Map<string, ToyFile>([["toy", { weights: { first: 0, afterWrong: 0, afterRight: 0 } }]]);
  return {
    config: {
      model: "toy",
      task: { name: "custom", files },
      iterations: 2,
      improve: { samples: 4 },
      train: { learningRate: 0.5, saveEverySteps: 1, batchExamples: 8 },
      evaluate: { seeds: 1 },
    },
    out: join(root, out),
    openModels: async () => ({ ...toyModels(disk), check: () => Promise.resolve() }),
  };
}

describe("a run", () => {
  test("evaluates the base and every iteration, and leaves its report and its config", async () => {
    const { summary, wasFinished, report } = await run(toyRun("whole"));
    expect(summary.models.map(({ name }) => name)).toEqual(["base", "iteration-1", "iteration-2"]);
    expect(wasFinished).toBe(false);
    expect(readFileSync(report, "utf8")).toContain("<!doctype html>");
    expect(readFileSync(join(root, "whole", "config.yaml"), "utf8")).toContain("tau: 0.4");
  });

  test("that is finished opens no model and gives the same results", async () => {
    const options = toyRun("again");
    const first = await run(options);
    const openModels = () => Promise.reject(new Error("a finished run needs no model"));
    const again = await run({ ...options, openModels });
    expect(again).toEqual({ ...first, wasFinished: true });
  });

  test("interrupted again and again and started again ends with the same results and the same report (I3)", async () => {
    const straight = await run(toyRun("straight"));
    const options = toyRun("stopped");
    for (const after of [3, 40, 20, 5]) {
      const controller = new AbortController();
      let events = 0;
      const onProgress = (): void => {
        if (++events === after) controller.abort(new Error("stop"));
      };
      await expect(run(options, { onProgress, signal: controller.signal })).rejects.toThrow("stop");
    }
    const resumed = await run(options);
    expect(resumed.summary.models).toEqual(straight.summary.models);
    expect(resumed.summary.comparisons).toEqual(straight.summary.comparisons);
    expect(readFileSync(resumed.report).equals(readFileSync(straight.report))).toBe(true);
  });

  test("refused for its models leaves nothing behind", async () => {
    const options = toyRun("refused");
    const check = () => Promise.reject(new Error("no such model"));
    const openModels = async () => ({ ...toyModels(new Map()), check });
    await expect(run({ ...options, openModels })).rejects.toThrow("no such model");
    expect(existsSync(join(root, "refused"))).toBe(false);
  });
});
