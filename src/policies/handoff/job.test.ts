import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { TrainingPlan } from "../../mdp/index.ts";
import { readCurve, readDone, writeJob, type JobSettings } from "./job.ts";

const root = mkdtempSync(join(tmpdir(), "rise-job-"));
afterAll(() => rmSync(root, { recursive: true }));

const optimizer = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, maxGradNorm: 1 };
const plan: TrainingPlan = {
  id: "p1",
  rows: [{ id: "a\u2028b", tokens: [1, 2, 3], weights: [0, 0.25, 1 / 3] }],
  steps: [{ batch: [0], scale: 0.5, optimizer }],
  saveEverySteps: 7,
};
const settings: JobSettings = {
  start: "models/base",
  seed: 3,
  microBatchTokens: 64,
  gradientCheckpointing: false,
  dtype: "float32",
};
const read = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8");

test("a job's folder holds the plan to the last bit, each file with its size and hash, and what carries it out", () => {
  const { folder } = writeJob(join(root, "new"), plan, settings);
  expect(JSON.parse(read(folder, "rows.jsonl"))).toEqual(plan.rows[0]);
  expect(JSON.parse(read(folder, "steps.jsonl"))).toEqual(plan.steps[0]);
  const manifest = JSON.parse(read(folder, "job.json"));
  const rows = readFileSync(join(folder, "rows.jsonl"));
  expect(manifest.files["rows.jsonl"]).toEqual({
    bytes: statSync(join(folder, "rows.jsonl")).size,
    sha256: createHash("sha256").update(rows).digest("hex"),
  });
  expect(manifest).toMatchObject({
    plan: "p1",
    start: join(process.cwd(), "models/base"),
    saveEverySteps: 7,
    lora: null,
  });
  expect(read(folder, "rise_trainer.py")).toContain("def weighted_nll(");
});

test("an adapter's settings have the names of PEFT's LoraConfig", () => {
  const lora = { rank: 4, alpha: 8, targets: ["q_proj"] as const, dropout: 0.1, rankStabilised: true };
  const { folder } = writeJob(join(root, "lora"), plan, { ...settings, lora });
  expect(JSON.parse(read(folder, "job.json")).lora).toEqual({
    r: 4,
    lora_alpha: 8,
    target_modules: ["q_proj"],
    lora_dropout: 0.1,
    use_rslora: true,
  });
});

test("a folder that holds the plan is left as it is; one that holds another is refused", () => {
  const folder = join(root, "known");
  writeJob(folder, plan, settings);
  writeFileSync(join(folder, "rows.jsonl"), "as a training reads it");
  writeJob(folder, plan, settings);
  expect(read(folder, "rows.jsonl")).toBe("as a training reads it");
  expect(() => writeJob(folder, { ...plan, id: "p2" }, settings)).toThrow(
    "must be of this training (p2), got one of p1",
  );
});

test("of steps that a training took twice, because it went back to a checkpoint, the later count; half a line is none", () => {
  const job = writeJob(join(root, "curve"), plan, settings);
  const line = (step: number, loss: number): string => `${JSON.stringify({ step, loss, gradNorm: loss / 2 })}\n`;
  expect(readCurve(job)).toEqual({ losses: [], gradNorms: [] });
  appendFileSync(
    join(job.folder, "progress.jsonl"),
    [line(1, 8), line(2, 6), line(3, 4), line(2, 7), '{"step": 3, "lo'].join(""),
  );
  expect(readCurve(job)).toEqual({ losses: [8, 7], gradNorms: [4, 3.5] });
});

test("done is what vouches for this plan, not another's", () => {
  const job = writeJob(join(root, "done"), plan, settings);
  expect(readDone(job)).toBeUndefined();
  writeFileSync(join(job.folder, "done.json"), JSON.stringify({ plan: "p0", files: {} }));
  expect(readDone(job)).toBeUndefined();
  writeFileSync(join(job.folder, "done.json"), JSON.stringify({ plan: "p1", files: { x: { bytes: 1, sha256: "0" } } }));
  expect(readDone(job)).toEqual({ x: { bytes: 1, sha256: "0" } });
});
