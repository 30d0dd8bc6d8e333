import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { auditGolds, taskSchema } from "../../tasks/index.ts";
import { inOrder } from "../files/in-order.ts";
import { gradeFile, type GradedRow } from "./grade-file.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-grade-"));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, rows: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"));
  return path;
}

async function graded(name: string, file: string) {
  const rows: GradedRow[] = [];
  const grading = gradeFile({ file, task: taskSchema.parse({ name }) });
  for (let next = await grading.next(); ; next = await grading.next()) {
    if (next.done === true) return { rows, totals: next.value };
    rows.push(next.value);
  }
}

test("rows are graded in the file's order, named by their id or their place, and counted", async () => {
  const file = fileOf("answers.jsonl", [
    { id: "a", gold: "7", prediction: "3 + 4 = 7\n#### 7" },
    "",
    { gold: "7", prediction: "one\u2028line\n#### 8" },
    { gold: 7, prediction: "" },
  ]);
  const { rows, totals } = await graded("gsm8k", file);
  expect(rows.map(({ id, outcome, answer }) => [id, outcome, answer])).toEqual([
    ["a", "correct", "7"],
    ["2", "wrong", "8"],
    ["3", "noAnswer", null],
  ]);
  expect(totals).toEqual({ rows: 3, correct: 1, wrong: 1, noAnswer: 1, error: 0 });
});

test("the task says what an answer is: of a countdown the numbers stand in the problem", async () => {
  const problem = "Using the numbers [19, 44, 35], create an equation that equals 98.";
  const file = fileOf("countdown.jsonl", [{ problem, gold: "98", prediction: "<answer>44 + 19 + 35</answer>" }]);
  expect((await graded("countdown", file)).totals.correct).toBe(1);
  const value = fileOf("value.jsonl", [{ problem, gold: "98", prediction: "<answer>98</answer>" }]);
  expect((await graded("countdown", value)).totals.correct).toBe(0);
  expect((await graded("gsm8k", value)).totals.correct).toBe(1);
});

test("where it is asked for, each row names the rule that found its answer and where it stands", async () => {
  const prediction = "<think>\\boxed{4}</think>\nThe answer is \u{1d7d7}."; // two UTF-16 units
  const file = fileOf("explained.jsonl", [
    { gold: "9", prediction },
    { gold: "9", prediction: "no idea" },
  ]);
  const rows: GradedRow[] = [];
  for await (const row of gradeFile({ file, task: taskSchema.parse({ name: "math" }), explains: true })) rows.push(row);
  expect(rows[0]).toMatchObject({ outcome: "correct", answer: "9", rule: "phrase" });
  expect(prediction.slice(...(rows[0]?.span ?? [0, 0]))).toBe("\u{1d7d7}");
  expect((await graded("math", file)).rows[0]).not.toHaveProperty("rule");
});

test("a row that is none is an error with its line before any row is graded", async () => {
  const broken = fileOf("broken.jsonl", [{ gold: "1", prediction: "1" }, { gold: "1" }]);
  const first = gradeFile({ file: broken, task: taskSchema.parse({ name: "gsm8k" }) }).next();
  await expect(first).rejects.toThrow(/broken\.jsonl line 2: "prediction"/);
  await expect(graded("gsm8k", join(folder, "none.jsonl"))).rejects.toThrow(
    "none.jsonl: there is none; check its path",
  );
});

test("an empty file is an error: nothing graded reads like nothing wrong", async () => {
  await expect(graded("gsm8k", fileOf("empty.jsonl", []))).rejects.toThrow("empty.jsonl holds no rows to grade");
});

test("golds and predictions beyond 2^53 keep their digits", async () => {
  const file = join(folder, "huge.jsonl");
  writeFileSync(file, '{"gold": 1000000000000000001, "prediction": "#### 1000000000000000000"}\n');
  expect((await graded("gsm8k", file)).totals).toMatchObject({ wrong: 1 });
});

test("a file that is not UTF-8 is refused with its line", async () => {
  const file = join(folder, "latin.jsonl");
  const row = '{"gold": "1", "prediction": "caf\u00e9 #### 1"}\n';
  writeFileSync(file, Buffer.concat([Buffer.from(row), Buffer.from(row, "latin1")]));
  await expect(graded("gsm8k", file)).rejects.toThrow("latin.jsonl line 2: not UTF-8");
});

test("work of several at a time comes out in order, never more than asked at once", async () => {
  let [running, most] = [0, 0];
  async function* waits(): AsyncGenerator<number> {
    yield* [30, 1, 20, 1, 10, 1];
  }
  const results: number[] = [];
  for await (const ms of inOrder(waits(), 3, async (ms) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, ms));
    running--;
    return ms;
  }))
    results.push(ms);
  expect(results).toEqual([30, 1, 20, 1, 10, 1]);
  expect(most).toBe(3);
});

test("an audit lists the golds that do not grade themselves correct, and only those", async () => {
  const rows = [
    { problem: "a?", answer: "\\frac12" },
    { problem: "b?", answer: "7} \\boxed{8" }, // closes the box that it is put in
  ];
  const test = fileOf("golds.jsonl", rows);
  const audit = await auditGolds(taskSchema.parse({ name: "math", files: { test } }));
  expect(audit).toMatchObject({ task: "math", golds: 2, notAudited: 0 });
  expect(audit.faults.map(({ split, id, outcome }) => [split, id, outcome])).toEqual([
    ["test", "math-test-2", "wrong"],
  ]);
});
