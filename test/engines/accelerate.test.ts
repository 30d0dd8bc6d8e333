import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { writeJob } from "../../src/policies/handoff/job.ts";
import { startRise } from "../cli/rise.ts";
import { findPython } from "../python.ts";
import { writeSmallModel } from "../small-model.ts";
import { greatestDifference, stepsTold, trainingOf, twoProcesses, until, writeConfig } from "./hand-off.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 }); // PyTorch starts several times, on a machine that may be busy
const root = mkdtempSync(join(tmpdir(), "rise-accelerate-"));
const python = findPython("torch", "transformers", "accelerate");
const peft = findPython("peft");
const env = { RISE_THREADS: "1" };
const out = (name: string): string => join(root, name);
const start = (config: string, name: string) => startRise(["run", config, "--out", out(name), "--json"], env);
beforeAll(() => writeSmallModel(join(root, "small")));
afterAll(() => rmSync(root, { recursive: true }));

describe.skipIf(python.command === undefined)(
  `rise run, trained under accelerate launch by two processes ${python.note}`,
  () => {
    const trainer = { ...twoProcesses, launcher: "local", python: python.command };

    test("takes the embedded engine's 20 steps: the same curve; killed with SIGKILL while it trains, it finds the training and begins no other; its model is sampled next", async () => {
      const embedded = await start(writeConfig(root, "embedded", {}), "embedded").finished;
      expect(embedded.stderr).toContain("iteration 1: train: 20/20");
      const config = writeConfig(root, "handed", { trainer });
      const first = start(config, "handed");
      await until(first, () => first.stderr().includes("started training"));
      first.process.kill("SIGKILL");
      await first.finished;
      const { code, stderr } = await start(config, "handed").finished;
      expect(stderr).toContain("found training");
      expect(stderr).not.toContain("started training");
      expect(stderr).toContain("evaluate iteration-1: 6/6");
      expect(code).toBe(0);
      const [ours, theirs] = [trainingOf(out("embedded")), trainingOf(out("handed"))];
      expect(theirs.losses).toHaveLength(20);
      expect(greatestDifference(ours.losses, theirs.losses)).toBeLessThan(1e-3);
      expect(greatestDifference(ours.gradNorms, theirs.gradNorms)).toBeLessThan(1e-3);
    });

    test("stopped with Ctrl-C while it trains saves the state of its step and goes on from there", async () => {
      const config = writeConfig(root, "stopped", { trainer });
      const first = start(config, "stopped");
      await until(first, () => stepsTold(out("stopped")) >= 2);
      first.process.kill("SIGINT");
      const { code: stopped } = await first.finished;
      const told = stepsTold(out("stopped"));
      const { code, stderr } = await start(config, "stopped").finished;
      expect(stderr).toContain("evaluate iteration-1: 6/6");
      expect([stopped, code]).toEqual([130, 0]);
      expect(told).toBeLessThan(20);
      const [resumed, straight] = [trainingOf(out("stopped")), trainingOf(out("handed"))];
      expect(greatestDifference(resumed.losses, straight.losses)).toBeLessThan(1e-5);
    });

    test.skipIf(peft.command === undefined)(
      `with train.lora leaves a PEFT adapter, which the embedded engine samples; its first loss is the base's ${peft.note}`,
      async () => {
        const train = { lora: { rank: 4 }, learningRate: 0.003, epochs: 1, batchExamples: 4 };
        const { code, stderr } = await start(writeConfig(root, "lora", { trainer, train }), "lora").finished;
        expect(stderr).toContain("evaluate iteration-1: 6/6");
        expect(code).toBe(0);
        expect(existsSync(join(out("lora"), "iteration-1/model/adapter_config.json"))).toBe(true);
        await start(writeConfig(root, "embedded-lora", { train }), "embedded-lora").finished;
        const [ours, theirs] = [trainingOf(out("embedded-lora")), trainingOf(out("lora"))];
        expect(theirs.losses[0]).toBeCloseTo(ours.losses[0] ?? NaN, 3); // an adapter begins as nothing
        expect(theirs.losses).toHaveLength(ours.losses.length);
      },
    );

    test("a file that was cut on its way is refused with its name, before anything is trained", () => {
      const plan = { id: "p", rows: [{ id: "a", tokens: [1, 2], weights: [0, 1] }], steps: [], saveEverySteps: 1 };
      const how = { seed: 0, microBatchTokens: 8, gradientCheckpointing: false, dtype: "float32" };
      const { folder } = writeJob(join(root, "cut"), plan, { start: join(root, "small"), ...how });
      truncateSync(join(folder, "rows.jsonl"), 20);
      const options = { encoding: "utf8" } as const;
      const { status, stderr } = spawnSync(python.command ?? "", [join(folder, "rise_trainer.py"), folder], options);
      expect(stderr).toMatch(/rows\.jsonl must have .* got .*'bytes': 20/);
      expect(status).toBe(1);
    });
  },
);
