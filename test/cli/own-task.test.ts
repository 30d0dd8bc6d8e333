import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSmallModel } from "../small-model.ts";
import { rise } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise own task "));
const model = join(root, "small");
const task = join(import.meta.dirname, "../../examples/own-task.ts");
beforeAll(() => writeSmallModel(model));
afterAll(() => rmSync(root, { recursive: true }));

test("a run learns and measures the task of a module that its config names", async () => {
  const config = join(root, "own.yaml");
  writeFileSync(config, JSON.stringify({ model, task, weight: { truncated: "keep" }, evaluate: { turns: 2 } }));
  const sets = ["mdp.maxTokens=12", "collect.problems=4", "improve.samples=1", "evaluate.problems=3"];
  const flags = ["--smoke", "--json", "--out", join(root, "run"), ...sets.flatMap((set) => ["--set", set])];
  const { code, stdout, stderr } = await rise("run", config, ...flags);
  expect({ code, stderr }).toEqual({ code: 0, stderr });
  const { models } = JSON.parse(stdout) as { readonly models: readonly { readonly problems: number }[] }; // as documented
  expect(models.map(({ problems }) => problems)).toEqual([3, 3]);
});

test("predictions are graded by it, and its golds are audited", async () => {
  const rows = join(root, "rows.jsonl");
  const row = { problem: "Write the digits of 4821 ...", gold: "8421", prediction: "So #### 8421" };
  writeFileSync(rows, `${JSON.stringify(row)}\n${JSON.stringify({ ...row, prediction: "8421" })}\n`);
  const { stdout } = await rise("grade", rows, "--task", task, "--json");
  expect(JSON.parse(stdout)).toMatchObject({ totals: { correct: 1, noAnswer: 1 } });
  const audit = await rise("grade", "audit", "--task", task, "--json");
  expect(JSON.parse(audit.stdout)).toMatchObject({ task: "descending-digits", golds: 400, notAudited: 400 });
});
