import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { toyModels, type ToyFile } from "../../mdp/testing/index.ts";
import { readRun } from "../../store/index.ts";
import { writeSmallModel } from "../../../test/small-model.ts";
import { run, type RunOptions, type RunOutcome } from "../verbs/run.ts";

const root = mkdtempSync(join(tmpdir(), "rise-inputs-"));
afterAll(() => rmSync(root, { recursive: true }));
const [out, model] = [join(root, "run"), join(root, "model")];
const files = { train: join(root, "train.jsonl"), test: join(root, "test.jsonl") };
let disk: Map<string, ToyFile>;

function writeProblems(
  file: string,
  first: number,
  change: (row: { problem: string; answer: number }, i: number) => object,
): void {
  const rows = Array.from({ length: 20 }, (_, i) =>
    change({ problem: `What is ${first + i} + 4?`, answer: first + i + 4 }, i),
  );
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
}

/** A run of the toy model that stops after some of the work: of the whole, or of one stage. */
async function runs(options: Partial<RunOptions> = {}, stopAfter = Infinity, stage = ""): Promise<RunOutcome> {
  const controller = new AbortController();
  let events = 0;
  const onProgress = (event: { readonly stage: string }): void => {
    if (event.stage.includes(stage) && ++events >= stopAfter) controller.abort(new Error("stopped"));
  };
  const config = {
    model,
    task: { name: "custom", files },
    iterations: 1,
    improve: { samples: 2 },
    train: { learningRate: 0.5, batchExamples: 8 },
    evaluate: { seeds: 1, turns: 2 },
  };
  const openModels = async () => ({ ...toyModels(disk), check: () => Promise.resolve() });
  return run({ config, out, openModels, ...options }, { onProgress, signal: controller.signal });
}

beforeEach(async () => {
  rmSync(out, { recursive: true, force: true });
  writeProblems(files.train, 100, (row) => row);
  writeProblems(files.test, 500, (row) => row);
  rmSync(model, { recursive: true, force: true });
  writeSmallModel(model); // the toy stands in for it
  disk = new Map([[model, { weights: { first: 0, afterWrong: 0, afterRight: 0 } }]]);
  await expect(runs({}, 3)).rejects.toThrow("stopped");
});

const edit = (file: string, change: (text: string) => string): void =>
  writeFileSync(file, change(readFileSync(file, "utf8")));

describe("inputs that changed while a run was stopped", () => {
  test.each<[string, () => void, string]>([
    [
      "a gold answer",
      () => writeProblems(files.train, 100, (row, i) => ({ ...row, answer: row.answer + (i === 3 ? 1 : 0) })),
      'problem custom-train-4: its answer was "107", is now "108"',
    ],
    [
      "a question",
      () => writeProblems(files.test, 500, (row, i) => (i === 1 ? { ...row, problem: "What is 501 plus 4?" } : row)),
      "its question or solution is another",
    ],
    ["a row too many", () => edit(files.test, (text) => `${text}\n{"problem":"What is 9 + 9?","answer":18}`), "is new"],
    [
      "the chat template",
      () => edit(join(model, "chat_template.jinja"), (text) => `IGNORE ALL. ${text}`),
      "the model's chat_template.jinja: line 1 was",
    ],
    [
      "the tokenizer",
      () => edit(join(model, "tokenizer.json"), (text) => text.replace('"version"', '"Version"')),
      "the model's tokenizer.json: line",
    ],
    [
      "the tokenizer, by as many bytes and of the same time",
      () => {
        const file = join(model, "tokenizer.json");
        const { atime, mtime, size } = statSync(file);
        edit(file, (text) =>
          text.replace(/"(\w)":(\d+)/, (_, one: string, id: string) => `"${one}":${Number(id) ^ 1}`),
        );
        utimesSync(file, atime, mtime);
        expect(statSync(file).size).toBe(size);
      },
      "the model's tokenizer.json: ",
    ],
    [
      "white space of the chat template alone",
      () => edit(join(model, "chat_template.jinja"), (text) => text.replace("in messages", "in\u00a0messages")),
      "in\\u00a0messages",
    ],
    [
      "the order of the problems",
      () => edit(files.train, (text) => text.split("\n").toReversed().join("\n")),
      'problem custom-train-1: its answer was "104", is now "123"',
    ],
  ])("are refused with what differs: %s", async (_, change, message) => {
    change();
    await expect(runs()).rejects.toThrow("began with other inputs");
    await expect(runs()).rejects.toThrow(message);
    expect(existsSync(join(out, "report.html"))).toBe(false);
  });

  test("and mean the same change nothing: line ends, a mark of the byte order, the files' times", async () => {
    for (const file of Object.values(files)) {
      edit(file, (text) => `\ufeff${text.replaceAll("\n", "\r\n")}\r\n`);
      utimesSync(file, 0, 0);
    }
    for (const name of ["config.json", "tokenizer.json", "chat_template.jinja"]) utimesSync(join(model, name), 0, 0);
    const { summary } = await runs();
    rmSync(out, { recursive: true });
    disk = new Map([[model, { weights: { first: 0, afterWrong: 0, afterRight: 0 } }]]);
    expect((await runs()).summary.models).toEqual(summary.models);
  });

  test("go on where they are accepted, and the report says so from then on", async () => {
    writeProblems(files.train, 100, (row, i) => ({ ...row, answer: row.answer + (i === 3 ? 1 : 0) }));
    await expect(runs({ accept: true }, 3)).rejects.toThrow("stopped");
    const { report } = await runs(); // accepted once
    expect(readFileSync(report, "utf8")).toContain("Inputs were changed while the run was under way, and accepted");
  });

  test("other weights, too", async () => {
    disk.set(model, { weights: { first: 1, afterWrong: 0, afterRight: 0 } });
    await expect(runs()).rejects.toThrow("--accept goes on with these");
    await expect(runs({ accept: true })).resolves.toBeDefined();
    const store = readRun(out);
    expect(store.documentNames()).toContain("models/base/accepted-1");
    store.close();
  });

  test.each([1, 3])("are held where training alone is left to do, stopped at its report %i", async (at) => {
    await expect(runs({}, at, "train")).rejects.toThrow("stopped");
    const before = disk.get(model);
    disk.set(model, { weights: { first: 1, afterWrong: 0, afterRight: 0 } });
    await expect(runs()).rejects.toThrow("base must be the model that the run began with");
    if (before !== undefined) disk.set(model, before);
    await expect(runs()).resolves.toBeDefined();
  });

  test("are refused with every change at once, and the first ten told", async () => {
    writeProblems(files.train, 100, (row) => ({ ...row, answer: row.answer + 1 }));
    await expect(runs()).rejects.toThrow("and 10 more");
  });
});

test("a run of another version, which recorded no inputs, goes on where that is accepted", async () => {
  const forget = (version: string): void => {
    const db = new DatabaseSync(join(out, "run.sqlite"));
    db.exec("DELETE FROM documents; DELETE FROM totals WHERE name = 'documents'; PRAGMA user_version = 2");
    db.exec(
      "CREATE TABLE plain AS SELECT name, document FROM documents; DROP TABLE documents; ALTER TABLE plain RENAME TO documents",
    );
    db.prepare("INSERT INTO documents VALUES ('invocation', ?)").run(
      JSON.stringify({ config: "c", set: [], smoke: false, version }),
    );
    db.close();
  };
  forget("0.0.9");
  await expect(runs()).rejects.toThrow("the version of rise-lm was 0.0.9, is now");
  await expect(runs({ accept: true })).resolves.toBeDefined();
});
