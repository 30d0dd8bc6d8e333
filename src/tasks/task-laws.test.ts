import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Task } from "../mdp/index.ts";
import { addition, additionTask } from "../mdp/testing/index.ts";
import { generatedNames } from "./generated-tasks.ts";
import { openTask } from "./open-task.ts";
import { taskSchema } from "./task-schema.ts";
import { describeTask } from "./task.suite.ts";
import { wordProblems } from "./word-problems/word-problems.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-tasks-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A task over a file of rows. */
function fromRows(name: string, rows: readonly object[]): () => Promise<Task> {
  return () => {
    const file = join(folder, `${name}.jsonl`);
    writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
    return openTask(taskSchema.parse({ name, files: { test: file } }));
  };
}
const counts = { train: 5, validation: 3, test: 2 };

describeTask("word problems", async () => wordProblems({ level: "medium", counts, seed: 1 }), {
  splits: ["train", "validation", "test"],
  hasSolutions: true,
});
for (const name of generatedNames.filter((one) => one !== "word-problems")) {
  describeTask(name, async () => openTask(taskSchema.parse({ name, counts, seed: 1 })), {
    splits: ["train", "validation", "test"],
    hasSolutions: true,
  });
}
describeTask("additions", async () => additionTask({ train: [addition(3, 4)], test: [addition(5, 6, "test")] }), {
  splits: ["train", "test"],
  hasSolutions: true,
});
describeTask(
  "gsm8k",
  fromRows("gsm8k", [
    { question: "A robe takes 2 bolts. How many do 2 robes take?", answer: "2*2=<<2*2=4>>4\n#### 4" },
    { question: "Tom has 1,000 apples. How many?", answer: "He has them.\n#### 1,000" },
  ]),
  { splits: ["test"], hasSolutions: true },
);
describeTask(
  "a file of the user's",
  fromRows("custom", [
    { problem: "What is 3 + 4?", answer: "7" },
    { problem: "What is half of 1?", answer: "\\frac{1}{2}" },
  ]),
  { splits: ["test"], hasSolutions: false },
);
describeTask(
  "programs",
  fromRows("code", [
    {
      question: "Write double(x).",
      tests: ["assert.equal(double(2), 4)"],
      language: "javascript",
      solution: "const double = (x) => 2 * x;",
    },
  ]),
  { splits: ["test"], hasSolutions: false },
);
