import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint } from "../../../src/engine/index.ts";
import { createRng } from "../../../src/mdp/index.ts";
import { expWeights } from "../../../src/weight/index.ts";
import { writeSmallModel } from "../../small-model.ts";
import { Tally, type Fault } from "../fault.ts";
import { workFolder } from "../support/runs.ts";

/** Weights that are no numbers, and rewards and spreads at the ends of what numbers hold: refused, or finite. */
export const fault: Fault = {
  name: "numbers that are none, overflow and underflow",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("numbers");
    const [good, bad] = [join(root, "good"), join(root, "bad")];
    writeSmallModel(good);
    const rng = createRng(2);
    for (let i = 0; i < (full ? 30 : 6); i++) {
      rmSync(bad, { recursive: true, force: true });
      cpSync(good, bad, { recursive: true });
      const file = join(bad, "model.safetensors");
      const bytes = readFileSync(file);
      const start = 8 + Number(bytes.readBigUInt64LE(0));
      const value = [NaN, Infinity, -Infinity][i % 3] ?? NaN;
      bytes.writeFloatLE(value, start + 4 * rng.below((bytes.length - start) / 4));
      writeFileSync(file, bytes);
      tally.record(
        `a weight of ${value}`,
        allowed(() => readCheckpoint(bad)),
      );
    }
    for (const tau of [NaN, 0, -1])
      tally.record(
        `tau ${tau}`,
        allowed(() => expWeights([0, 1], tau)),
      );
    for (const [rewards, tau] of [
      [[0, 1, 0, 1], 1e-2],
      [[-1, -1], 1e-3],
      [[0, 1], 1e308],
      [[1, 1], 0.4],
    ] as const) {
      const weights = expWeights(rewards, tau);
      const isGood =
        weights.every((weight) => Number.isFinite(weight) && weight >= 0) && weights.some((weight) => weight > 0);
      tally.record(`rewards ${rewards.join()} at tau ${tau}`, isGood ? [] : [`weights ${weights.join()}`]);
    }
    for (const steps of full ? [1, 2, 3, 5, 8] : [1, 2])
      tally.record(`${steps} steps that ruin a model`, ruins(root, good, steps));
    return tally.result();
  },
};

/** A training whose every step leaps, its last one too: told with the cure, and nothing is saved. */
function ruins(root: string, model: string, steps: number): readonly string[] {
  const [data, out] = [join(root, "rows.jsonl"), join(root, `ruined-${steps}`)];
  const row = (i: number): string => JSON.stringify({ tokens: [5, 6, 7, 8 + i], weights: [0, 0, 1, 1] });
  writeFileSync(data, Array.from({ length: steps }, (_, i) => row(i)).join("\n"));
  const settings = ["--epochs", "1", "--learning-rate", "1e6", "--set", "train.batchExamples=1"];
  const train = [rise, "train", "--model", model, "--data", data, "--out", out, ...settings];
  const { status, stderr } = spawnSync(process.execPath, train, { encoding: "utf8" });
  return [
    ...(status === 0 ? ["ended as if nothing had been"] : []),
    ...(stderr.includes("lower train.learningRate") ? [] : [`did not name the cure: ${stderr.slice(-300)}`]),
    ...(existsSync(join(out, "model.safetensors")) ? ["saved a ruined model"] : []),
  ];
}

const rise = join(import.meta.dirname, "../../../bin/rise.mjs");

function allowed(work: () => unknown): readonly string[] {
  try {
    work();
    return ["was allowed"];
  } catch {
    return [];
  }
}
