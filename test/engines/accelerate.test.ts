import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRise } from "../cli/rise.ts";
import { findPython } from "../python.ts";
import { writeSmallModel } from "../small-model.ts";
import { greatestDifference, stepsTold, trainingOf, twoProcesses, until, writeConfig } from "./hand-off.ts";

const root = mkdtempSync(join(tmpdir(), "rise-accelerate-"));
const python = findPython("torch", "transformers", "accelerate");
const env = { RISE_THREADS: "1" };
const out = (name: string): string => join(root, name);
const start = (config: string, name: string) => startRise(["run", config, "--out", out(name), "--json"], env);
beforeAll(() => writeSmallModel(join(root, "small")));
afterAll(() => rmSync(root, { recursive: true }));

describe.skipIf(python.command === undefined)(
  `rise run, trained under accelerate launch by two processes ${python.note}`,
  () => {
    const trainer = { ...twoProcesses, launcher: "local", python: python.command };

    test("takes the embedded engine's 20 steps: the same curve; its model is sampled next", async () => {
      const embedded = await start(writeConfig(root, "embedded", {}), "embedded").finished;
      expect(embedded.stderr).toContain("iteration 1: train: 20/20");
      const { code, stderr } = await start(writeConfig(root, "handed", { trainer }), "handed").finished;
      expect(stderr).toContain("evaluate iteration-1: 6/6");
      expect(code).toBe(0);
      const [ours, theirs] = [trainingOf(out("embedded")), trainingOf(out("handed"))];
      expect(theirs.losses).toHaveLength(20);
      expect(greatestDifference(ours.losses, theirs.losses)).toBeLessThan(1e-3);
      expect(greatestDifference(ours.gradNorms, theirs.gradNorms)).toBeLessThan(1e-3);
    });

    test("killed with SIGKILL while it trains and started again, finds the training and does not begin another", async () => {
      const config = writeConfig(root, "killed", { trainer });
      const first = start(config, "killed");
      await until(first, () => first.stderr().includes("started training"));
      first.process.kill("SIGKILL");
      await first.finished;
      const { code, stderr } = await start(config, "killed").finished;
      expect(stderr).toContain("found training");
      expect(stderr).not.toContain("started training");
      expect(code).toBe(0);
      expect(trainingOf(out("killed"))).toEqual(trainingOf(out("handed")));
    });

    test("stopped with Ctrl-C while it trains saves the state of its step and goes on from there", async () => {
      const config = writeConfig(root, "stopped", { trainer });
      const first = start(config, "stopped");
      await until(first, () => stepsTold(out("stopped")) >= 2);
      first.process.kill("SIGINT");
      const { code: stopped } = await first.finished;
      const told = stepsTold(out("stopped"));
      const { code } = await start(config, "stopped").finished;
      expect([stopped, code]).toEqual([130, 0]);
      expect(told).toBeLessThan(20);
      const [resumed, straight] = [trainingOf(out("stopped")), trainingOf(out("handed"))];
      expect(greatestDifference(resumed.losses, straight.losses)).toBeLessThan(1e-5);
    });
  },
);
