import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTask } from "../open-task.ts";
import { taskSchema } from "../task-schema.ts";
import { readProblems } from "./read-problems.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-tasks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes rows (or raw lines) as a file of their own. */
function fileOf(name: string, rows: readonly unknown[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"));
  return path;
}

/** A row of openai/grade-school-math's test set (MIT). */
const robe = {
  question: "A robe takes 2 bolts of blue fiber and half that much white fiber.  How many bolts in total does it take?",
  answer:
    "It takes 2/2=<<2/2=1>>1 bolt of white fiber\nSo the total amount of fabric is 2+1=<<2+1=3>>3 bolts of fabric\n#### 3",
};

test("a row in GSM8K's own form gives the question, the gold after #### and the worked solution", () => {
  expect(readProblems(fileOf("own.jsonl", [robe]), "gsm8k-test")).toEqual([
    { id: "gsm8k-test-1", question: robe.question, answer: "3", solution: robe.answer },
  ]);
});

test("rows may say problem or question, have ids, numbers as answers, and blank lines between them", () => {
  const file = fileOf("mixed.jsonl", [{ id: "a", problem: "1+1?", answer: 2 }, "", { question: "2+2?", answer: "4" }]);
  expect(readProblems(file, "p")).toEqual([
    { id: "a", question: "1+1?", answer: "2" },
    { id: "p-3", question: "2+2?", answer: "4" },
  ]);
});

test.each([
  ["a row without answer", [{ problem: "a?", answer: "1" }, { problem: "b?" }], 'line 2: the row has no "answer"'],
  ["an empty answer", [{ problem: "a?", answer: " " }], 'line 1: the row has no "answer"'],
  ["nothing after ####", [{ problem: "a?", answer: "work\n####" }], 'line 1: nothing follows the "####"'],
  ["a row without question", [{ answer: "1" }], 'line 1: the row has no "problem" or "question"'],
  ["a question that is no text", [{ problem: 7, answer: "1" }], 'line 1: "problem" is not text'],
  ["a broken line", ['{"problem": "a'], "line 1: not JSON"],
  ["a list", ["[1, 2]"], "line 1: wanted a JSON object"],
  ["no rows", [], "holds no problems"],
  ["one id twice", ["a", "a"].map((id) => ({ id, problem: "a?", answer: "1" })), 'two rows with the id "a"'],
])("%s is an error that says where", (name, rows, message) => {
  expect(() => readProblems(fileOf(`${name.replaceAll(/\W/g, "")}.jsonl`, rows), "p")).toThrow(message);
});

test("a missing file is an error that names it", () => {
  expect(() => readProblems(join(folder, "none.jsonl"), "p")).toThrow("none.jsonl; check its path");
});

test("gsm8k opens by name over a file, grades by value, and tells which split has no file", async () => {
  const task = openTask(taskSchema.parse({ name: "gsm8k", files: { test: fileOf("robe.jsonl", [robe]) } }));
  const [problem] = task.problems("test");
  if (problem === undefined) throw new Error("no problem read");
  expect(task.prompt(problem)[0]?.content.startsWith(`${robe.question}\n`)).toBe(true);
  const outcomes = ["so 2 + 1 = 3.\n#### 3", "The answer is 4.", "", "I do not know"].map(
    async (text) => (await task.grade(problem, text)).outcome,
  );
  expect((await Promise.all(outcomes)).slice(0, 3)).toEqual(["correct", "wrong", "noAnswer"]);
  expect(() => task.problems("train")).toThrow("task gsm8k has no train problems");
});

test("unknown tasks and levels are refused with the known names, a data set without a file with the cure", () => {
  expect(() => taskSchema.parse({ name: "gsm9k" })).toThrow("gsm8k");
  expect(() => taskSchema.parse({ level: "brutal" })).toThrow("medium");
  expect(() => openTask(taskSchema.parse({ name: "gsm8k" }))).toThrow("task.files.test, or --data");
});
