import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Problem, Split, Task } from "../../mdp/index.ts";
import type { z } from "zod";
import { gradingOf, openTask, type TaskSurroundings } from "../open-task.ts";
import { taskNames, taskSchema } from "../task-schema.ts";
import { knownSets } from "../known-sets.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-sets-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes rows (or raw lines) as a file of their own. */
function fileOf(name: string, rows: readonly unknown[]): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rows.map((row) => (typeof row === "string" ? row : JSON.stringify(row))).join("\n"));
  return path;
}

type Options = z.input<typeof taskSchema>;

const open = async (options: Options, surroundings?: TaskSurroundings): Promise<Task> =>
  openTask(taskSchema.parse(options), surroundings);

async function problemsOf(
  options: Options,
  split: Split = "test",
  surroundings?: TaskSurroundings,
): Promise<readonly Problem[]> {
  return (await open(options, surroundings)).problems(split);
}

/** A row of openai/grade-school-math's test set (MIT). */
const robe = {
  question: "A robe takes 2 bolts of blue fiber and half that much white fiber.  How many bolts in total does it take?",
  answer:
    "It takes 2/2=<<2/2=1>>1 bolt of white fiber\nSo the total amount of fabric is 2+1=<<2+1=3>>3 bolts of fabric\n#### 3",
};

describe("each data set's own columns give the question, the gold and the solution", () => {
  const excerpts: readonly (readonly [string, object, Partial<Problem>])[] = [
    ["gsm8k", robe, { question: robe.question, answer: "3", solution: robe.answer }],
    ["gsm-hard", { input: "How many?", code: "def f(): ...", target: 5887 }, { question: "How many?", answer: "5887" }],
    [
      "gsm-symbolic",
      { id: 0, instance: 3, question: "How far?", answer: "2*3=6\n#### 6" },
      { id: "gsm-symbolic-test-1", answer: "6" },
    ],
    [
      "svamp",
      {
        ID: "chal-1",
        Body: "Each pack costs 76 dollars.",
        Question: "How much?",
        Equation: "( 76.0 )",
        Answer: "76.0",
      },
      { question: "Each pack costs 76 dollars. How much?", answer: "76.0" },
    ],
    [
      "asdiv",
      {
        body: "There are 7 red apples and 2 green ones.",
        question: "How many?",
        answer: "9 (apples)",
        formula: "7+2=9",
      },
      { question: "There are 7 red apples and 2 green ones. How many?", answer: "9" },
    ],
    ["multiarith", { question: "How many?", final_ans: "7" }, { answer: "7" }],
    ["addsub", { sQuestion: "How many?", lSolutions: [9] }, { question: "How many?", answer: "9" }],
    ["singleeq", { input: "How many?", target: 9.5 }, { answer: "9.5" }],
    [
      "math", // hendrycks/math, MIT: prealgebra
      { problem: "Compute $5-2$.", level: "Level 1", solution: "First $\\boxed{1}$, no: $\\boxed{\\frac{6}{2}}$." },
      { answer: "\\frac{6}{2}", solution: "First $\\boxed{1}$, no: $\\boxed{\\frac{6}{2}}$." },
    ],
    ["math500", { problem: "Roots?", answer: "\\{1, 2\\}", unique_id: "test/a/1.json" }, { answer: "\\{1, 2\\}" }],
    ["aime", { id: 60, problem: "Find m+n.", solution: "...", answer: "204" }, { answer: "204" }],
    ["amc", { id: 0, problem: "What?", answer: 142.0 }, { answer: "142" }],
    [
      "olympiadbench",
      { question: "Solve $x^2=4$.", final_answer: ["2", "-2"], solution: ["Factor."] },
      { answer: "2, -2", solution: "Factor." },
    ],
    [
      "countdown",
      { nums: [44, 19, 35], target: 98 },
      { question: "Using the numbers [44, 19, 35], create an equation that equals 98.", answer: "98 from 44, 19, 35" },
    ],
    [
      "mbpp", // google-research, CC-BY-4.0
      {
        task_id: 2,
        text: "Write a function to add.",
        code: "def add(a, b):\r\n  return a + b",
        test_list: ["assert add(1, 2) == 3"],
        test_setup_code: "",
      },
      { id: "2", question: "Write a function to add.\nYour code should pass these tests:\nassert add(1, 2) == 3" },
    ],
    [
      "humaneval", // openai, MIT
      {
        task_id: "HumanEval/2",
        prompt: "def f(x):\n",
        canonical_solution: "    return x % 1\n",
        test: "def check(c): ...",
        entry_point: "f",
      },
      {
        id: "HumanEval/2",
        question: "Complete this function:\n```python\ndef f(x):\n```",
        solution: "```python\ndef f(x):\n    return x % 1\n```",
      },
    ],
    [
      "code",
      {
        question: "Add.",
        tests: ["assert.equal(add(1, 2), 3)"],
        language: "javascript",
        solution: "const add = (a, b) => a + b;",
      },
      { question: "Add.", solution: "```javascript\nconst add = (a, b) => a + b;\n```" },
    ],
    ["custom", { id: "a", problem: "1+1?", answer: 2 }, { id: "a", question: "1+1?", answer: "2" }],
  ];
  test.each(excerpts)("%s", async (name, row, want) => {
    const [problem] = await problemsOf({ name, files: { test: fileOf(`${name}.jsonl`, [row]) } });
    expect(problem).toMatchObject(want);
  });

  test("no data set goes without an excerpt", () => {
    expect(excerpts.map(([name]) => name).toSorted()).toEqual(
      [...knownSets.map(({ name }) => name), "custom"].toSorted(),
    );
  });
});

describe("columns within columns", () => {
  const read = (row: object, columns: object): Promise<readonly Problem[]> => {
    const test = join(folder, "nested.jsonl");
    writeFileSync(test, `${JSON.stringify(row)}\n`);
    return problemsOf({ name: "custom", files: { test }, columns }, "test");
  };
  const verl = {
    prompt: [
      { role: "system", content: "Be brief." },
      { role: "user", content: "1+1?" },
    ],
    reward_model: { ground_truth: "2", style: "rule" },
  };

  test("are named by their path; a chat is its system's and its user's message", async () => {
    const columns = { question: "prompt", answer: "reward_model.ground_truth" };
    expect(await read(verl, columns)).toMatchObject([{ question: "Be brief.\n\n1+1?", answer: "2" }]);
    const first = { question: "prompt[1].content", answer: "reward_model.ground_truth" };
    expect(await read(verl, first)).toMatchObject([{ question: "1+1?", answer: "2" }]);
  });

  test("are shown by their paths where none is named", async () => {
    await expect(read({ data: { question: "1+1?", answer: "2" } }, {})).rejects.toThrow(
      "its columns are data.question, data.answer; name the right one in task.columns of task custom, one within another by its path",
    );
  });

  test("a column whose own name has a dot is found first", async () => {
    expect(await read({ "a.b": "1+1?", a: { b: "no" }, answer: 2 }, { question: "a.b" })).toMatchObject([
      { question: "1+1?" },
    ]);
  });

  test("a list of questions and a chat of several turns are no question", async () => {
    await expect(read({ question: ["1+1?", "2+2?"], answer: "2" }, {})).rejects.toThrow("is a list, not one question");
    const chat = { question: [...verl.prompt, { role: "assistant", content: "3" }], answer: "2" };
    await expect(read(chat, {})).rejects.toThrow("its chat has 2 turns");
  });
});

test("one question with two golds and exact duplicates are told", async () => {
  const test = join(folder, "repeats.jsonl");
  const rows = [
    ["1+1?", "2"],
    ["2+2?", "4"],
    ["1+1?", "2"],
    ["2+2?", "5"],
  ];
  writeFileSync(test, rows.map(([question, answer]) => JSON.stringify({ question, answer })).join("\n"));
  const notes: string[] = [];
  await problemsOf({ name: "custom", files: { test } }, "test", { note: (line) => notes.push(line) });
  expect(notes.join("\n")).toContain("1 question stands there more than once (");
  expect(notes.join("\n")).toContain("repeats.jsonl line 2 and");
  expect(notes.join("\n")).toMatch(/with different golds .* 4 and 5\); at most one is right/);
});

test("custom reads the columns that it is told, and grades by the extraction that it is told", async () => {
  const test = fileOf("own.csv", ['frage,antwort,nr\n"Was ist 2,5 mal 2?",5,7']);
  const options = {
    name: "custom",
    files: { test },
    columns: { question: "frage", answer: "antwort", id: "nr" },
    extract: { style: "boxed", mode: "strict" },
    instruction: "Kurz.",
  } as const;
  const task = await open(options);
  const [problem] = task.problems("test");
  if (problem === undefined) throw new Error("no problem read");
  expect(problem).toEqual({ id: "7", question: "Was ist 2,5 mal 2?", answer: "5" });
  expect(task.prompt(problem)).toEqual([{ role: "user", content: "Was ist 2,5 mal 2?\nKurz." }]);
  expect((await task.grade(problem, "\\boxed{5}")).outcome).toBe("correct");
  expect((await task.grade(problem, "The answer is 5.")).outcome).toBe("noAnswer");
});

describe("faults in the user's own file", () => {
  test.each([
    ["a row without answer", [{ problem: "a?", answer: "1" }, { problem: "b?" }], 'line 2: it has no column "answer"'],
    ["an empty answer", [{ problem: "a?", answer: " " }], "line 1: its answer is empty"],
    ["nothing after ####", [{ problem: "a?", answer: "work\n####" }], 'line 1: nothing follows the "####"'],
    [
      "a row without question",
      [{ frage: "1?", answer: "1" }],
      'no column "problem" or "question" with text; its columns are frage, answer',
    ],
    ["a question that is no text", [{ problem: true, answer: "1" }], 'line 1: it has no column "problem"'],
    ["no rows", [], "holds no problems"],
    [
      "one id twice",
      ["a", "a"].map((id) => ({ id, problem: "a?", answer: "1" })),
      "problem ids must be unique, got a twice",
    ],
  ])("%s is an error that says where", async (name, rows, message) => {
    const test = fileOf(`${name.replaceAll(/\W/g, "")}.jsonl`, rows);
    await expect(open({ name: "custom", files: { test } })).rejects.toThrow(message);
  });

  test("unknown names are refused with the nearest", async () => {
    await expect(open({ name: "gsm9k" })).rejects.toThrow(/must name a task, .*got .*gsm9k.*; did you mean gsm8k\?/);
    expect(() => taskSchema.parse({ name: "countdwn" })).toThrow("did you mean countdown?");
    expect(() => taskSchema.parse({ level: "brutal" })).toThrow("medium");
  });

  test("a set without any source says how to name one", async () => {
    await expect(open({ name: "addsub" })).rejects.toThrow(
      "no repository that could be downloaded); name one with --data",
    );
    await expect(open({ name: "gsm8k" })).rejects.toThrow("name one with --data or task.files.train");
    const task = await open({ name: "gsm8k", files: { test: fileOf("robe.jsonl", [robe]) } });
    expect(() => task.problems("train")).toThrow("task gsm8k has no train problems, only test");
  });
});

test("a published set's rows without a gold are left out, and that is said", async () => {
  const rows = [
    { problem: "a?", solution: "so $\\boxed{}$" }, // as in MATH's number_theory 7115
    { problem: "b?", solution: "so $\\boxed{2}$" },
  ];
  const notes: string[] = [];
  const file = fileOf("math/train/number_theory/1.jsonl", rows);
  const options = { name: "math", files: { train: file } };
  const problems = await problemsOf(options, "train", { note: (text) => notes.push(text) });
  expect(problems.map(({ id, answer }) => [id, answer])).toEqual([["math-train-2", "2"]]);
  expect(notes).toEqual([expect.stringContaining("math train: left out 1 rows without a gold answer")]);
});

describe("a folder's files are told apart by their names", () => {
  const row = (problem: string) => [{ problem, answer: "1" }];
  fileOf("many/math_train.jsonl", row("math train"));
  fileOf("many/math_test.jsonl", row("math test"));
  fileOf("many/math500.jsonl", row("math500"));
  fileOf("many/gsm_hard.jsonl", row("gsm-hard"));
  fileOf("many/olympiadbench_oe_maths_en.jsonl", row("olympiadbench"));
  fileOf("many/notes.txt", ["no data"]);
  fileOf("snapshot/main/train-00000-of-00002.jsonl", row("first"));
  fileOf("snapshot/main/train-00001-of-00002.jsonl", row("second"));
  fileOf("plain/train.jsonl", row("plain train"));
  fileOf("plain/test.jsonl", row("plain test"));

  test.each([
    ["many", "math", "train", ["math train"]],
    ["many", "math", "test", ["math test"]],
    ["many", "math500", "test", ["math500"]],
    ["many", "gsm-hard", "test", ["gsm-hard"]],
    ["many", "olympiadbench", "test", ["olympiadbench"]],
    ["math", "math", "train", ["b?"]], // MATH's own layout: train/subject/file
    ["snapshot/main", "gsm8k", "train", ["first", "second"]],
    ["plain", "svamp", "test", ["plain test"]],
  ] as const)("%s for %s gives the %s problems", async (name, set, split, questions) => {
    const problems = await problemsOf({ name: set, folder: join(folder, name) }, split);
    expect(problems.map(({ question }) => question)).toEqual(questions);
  });

  test("a folder without the set's files is an error that lists what is there", async () => {
    const opening = open({ name: "gsm8k", folder: join(folder, "many") });
    await expect(opening).rejects.toThrow(/holds no files named after gsm8k, got .*math500\.jsonl/);
  });
});

test("of the splits only those asked for are read", async () => {
  const files = { train: join(folder, "not-there.jsonl"), test: fileOf("one.jsonl", [robe]) };
  await expect(open({ name: "gsm8k", files }, { splits: ["test"] })).rejects.toThrow("not-there.jsonl");
});

test("every task that can be named grades without its problems being read", async () => {
  const withPrograms = ["mbpp", "humaneval", "code"]; // held by code-grading.test.ts
  for (const name of taskNames.filter((name) => !withPrograms.includes(name))) {
    const question = "Using [1, 2], make 3";
    const isSum = name === "exact-sum";
    const isReached = isSum || name === "countdown" || name === "reach-number";
    const grading = await gradingOf(taskSchema.parse({ name }));
    const { outcome } = await grading.grade(
      { id: "1", question, answer: isReached ? "3 from 1, 2" : "3" },
      isReached ? (isSum ? "#### 1, 2" : "#### 1+2") : "#### 3",
    );
    expect([name, outcome]).toEqual([name, "correct"]);
  }
});

describe("training problems that are test problems", () => {
  const rows = (...questions: readonly string[]) => questions.map((problem) => ({ problem, answer: "1" }));
  const files = {
    train: fileOf("overlap-train.jsonl", rows("Find $x$.", "Find y!", "find   Y", "Find z.")),
    test: fileOf("overlap-test.jsonl", rows("Find $x$.", "Find y.", "Find w.")),
  };

  test("are left out of a published set's training split, whichever splits are asked for, and that is said", async () => {
    for (const splits of [["train", "test"], ["train"]] as const) {
      const notes: string[] = [];
      const surroundings = { splits, forTraining: true, note: (text: string) => notes.push(text) };
      const train = await problemsOf({ name: "math", files }, "train", surroundings);
      expect(train.map(({ question }) => question)).toEqual(["Find z."]);
      expect(notes).toEqual([
        "math: of 3 test problems 1 are training problems word for word, 2 but for case, spacing and punctuation; left 3 out of 4 training problems",
      ]);
    }
  });

  test("of the user's own data are told of and kept, for the run to refuse", async () => {
    const notes: string[] = [];
    const surroundings = { forTraining: true, note: (text: string) => notes.push(text) };
    expect(await problemsOf({ name: "custom", files }, "train", surroundings)).toHaveLength(4);
    expect(notes).toEqual([expect.stringContaining("of 3 test problems 1 are training problems word for word, 2 but")]);
  });

  test("are no problem where nothing is trained", async () => {
    expect(await problemsOf({ name: "math", files }, "train")).toHaveLength(4);
  });
});

test("docs/data-sets.md names every task", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../docs/data-sets.md"), "utf8");
  expect(taskNames.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
