import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { openModels } from "../models.ts";
import { describePlan } from "../plan/describe-plan.ts";
import { plan } from "./plan.ts";
import { run } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "rise-plan-"));
const model = join(root, "small");
beforeAll(() => writeSmallModel(model));
afterAll(() => rmSync(root, { recursive: true }));

function sums(split: string, first: number): string {
  const file = join(root, `${split}.jsonl`);
  const rows = Array.from({ length: 8 }, (_, i) => ({ problem: `What is ${first + i} + 4?`, answer: first + i + 4 }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return file;
}

const options = () => ({
  config: {
    model,
    task: { name: "custom", files: { train: sums("train", 100), test: sums("test", 500) } },
    iterations: 1,
    mdp: { maxTokens: 12 },
    improve: { samples: 4 },
    weight: { truncated: "keep" },
    train: { epochs: 1, batchExamples: 4 },
    evaluate: { turns: 2, seeds: 1 },
  } as const,
  out: join(root, "run"),
  openModels,
});

test("a plan's worst case is what a run of a model that knows nothing does", async () => {
  const { worst, probe, disk, refusals } = await plan({ ...options(), probes: false });
  expect([probe, refusals]).toEqual([undefined, []]);
  await run(options());
  const db = new DatabaseSync(join(root, "run", "run.sqlite"), { readOnly: true });
  const rows = db.prepare("SELECT key, generated_tokens AS generated, read_tokens AS read FROM attempts").all();
  db.close();
  const total = (key: "attempts" | "generatedTokens"): number =>
    worst.stages.reduce((sum, stage) => sum + stage[key], 0);
  expect(total("attempts")).toBe(rows.length);
  const generated = rows.reduce((sum, row) => sum + Number(row["generated"]), 0);
  expect(generated / total("generatedTokens")).toBeGreaterThan(0.9); // a few answers end early by chance
  expect(generated).toBeLessThanOrEqual(total("generatedTokens"));
  const collected = rows.filter((row) => String(row["key"]).startsWith("1/"));
  const read = collected.reduce((sum, row) => sum + Number(row["read"]), 0);
  expect(worst.stages[1]?.readTokens).toBeCloseTo(read, -1); // first turns: the probe of the tokenizer knows their length
  expect(worst.trainings).toMatchObject([{ examples: 16, steps: 4 }]);
  expect(disk.modelBytes).toBeGreaterThan(1000);
}, 60_000);

test("with a probe a plan knows the speed, and says what the run takes in a few lines", async () => {
  const planned = await plan(options());
  expect(planned.probe).toMatchObject({ policy: { rightShare: expect.any(Number) } });
  expect(planned.time?.totalSeconds).toBeGreaterThan(0);
  const text = describePlan(planned);
  for (const word of ["evaluate base", "iteration 1: improve", "calls", "time", "disk", "gain"])
    expect(text).toContain(word);
}, 60_000);
