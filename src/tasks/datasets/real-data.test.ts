import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { auditGolds } from "../audit-golds.ts";
import { boxedGold } from "./gold.ts";
import { openTask } from "../open-task.ts";
import { taskSchema } from "../task-schema.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const folder = [join(root, "../shared/data"), join(root, "../../shared/data")].find((path) => existsSync(path));
const note = folder === undefined ? "(skipped: the data sets are not in ../shared/data)" : "";

/** Rows by data set, as its README counts them. */
const rows = {
  gsm8k: { train: 7473, test: 1319 },
  math: { train: 7500, test: 5000 },
  math500: { test: 500 },
  svamp: { test: 1000 },
  multiarith: { test: 600 },
  addsub: { test: 395 },
  singleeq: { test: 508 },
  "gsm-hard": { test: 1319 },
  olympiadbench: { test: 675 },
  countdown: { train: 10_240, test: 1024 },
} as const;

describe.skipIf(folder === undefined)(`the whole data sets ${note}`, () => {
  const config = (name: string) => taskSchema.parse({ name, folder });

  test.each(Object.entries(rows))("%s is read whole, split by split", async (name, counts) => {
    const task = await openTask(config(name));
    for (const [split, count] of Object.entries(counts))
      expect(task.problems(split as "train" | "test")).toHaveLength(count); // the keys above
  });

  test.each(["countdown", "gsm8k", "svamp"])("every gold of %s grades itself correct", async (name) => {
    const { faults, notAudited } = await auditGolds(config(name));
    expect({ faults, notAudited }).toEqual({ faults: [], notAudited: 0 });
  });

  test("MATH's golds, read from its solutions alone as the hub has them, are the answers; two empty boxes are none", () => {
    const readGold = boxedGold({ answer: ["answer"], solution: ["solution"] });
    const differing: unknown[] = [];
    for (const name of ["math_train", "math_test"]) {
      for (const line of readFileSync(join(folder ?? "", `${name}.jsonl`), "utf8")
        .trim()
        .split("\n")) {
        const { answer, solution, unique_id } = JSON.parse(line) as Record<string, string>; // rows of texts
        const gold = readGold({ solution });
        if (gold.kind === "none" || gold.answer !== answer?.trim()) differing.push([unique_id, gold.kind]);
      }
    }
    expect(differing).toEqual([
      ["train/number_theory/7115.json", "none"],
      ["train/number_theory/7117.json", "none"],
    ]);
  });

  test("MATH's one training problem that is a test problem is not trained on", async () => {
    const notes: string[] = [];
    const task = await openTask(config("math"), { forTraining: true, note: (text) => notes.push(text) });
    expect(task.problems("train")).toHaveLength(7499);
    expect(notes).toEqual([expect.stringContaining("1 are training problems word for word")]);
  });
});
