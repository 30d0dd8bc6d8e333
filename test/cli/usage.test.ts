import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { commandName } from "../../src/cli/text/typed.ts";
import { rise, startRise } from "./rise.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-usage-"));
afterAll(() => rmSync(folder, { recursive: true }));
const answers = join(folder, "answers.jsonl");
writeFileSync(
  answers,
  [
    { id: "a", gold: "7", prediction: "3 + 4 = 7\n#### 7" },
    { gold: "7", prediction: "#### 8" },
    { gold: 7, prediction: "" },
  ]
    .map((row) => JSON.stringify(row))
    .join("\n"),
);

describe("a slip on the command line", () => {
  test("exits 2 and names what was meant", async () => {
    expect(await rise("graed", "x")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("Did you mean grade?"),
    });
    expect(await rise("grade", "--jsn", "x")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("Did you mean --json?"),
    });
  });

  test("without a verb shows the verbs", async () => {
    const { code, stderr } = await rise();
    expect(code).toBe(2);
    expect(stderr).toContain("grade");
  });
});

describe("a place on the command line", () => {
  test("that is an empty text, as of a variable that is not set, is refused", async () => {
    expect(await rise("run", "my.yaml", "--out", "")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--out <dir>' must name a place, got an empty text"),
    });
    expect((await rise("report", "")).stderr).toContain("argument 'dir' must name a place");
  });

  test("may end in a slash: the state of a training lies beside its folder all the same", async () => {
    const out = join(folder, "afile");
    writeFileSync(out, "mine");
    const args = ["--model", "models/base", "--data", answers, "--out", `${out}/`];
    const { code, stderr } = await rise("train", ...args);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(`${out} is a file;`) });
  });

  test("that a sampling cannot write to is refused before it", async () => {
    const sampling = ["collect", "--model", "models/base", "--task", "word-problems", "--problems", "2"];
    const { code, stderr } = await rise(...sampling, "--out", folder);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining("--out must be a file, got the folder"),
    });
  });

  test("to read says whether nothing or a folder is there", async () => {
    expect((await rise("grade", folder)).stderr).toContain("it is a folder; check its path");
    expect((await rise("grade", join(folder, "none"))).stderr).toContain("there is none; check its path");
  });
});

describe("help", () => {
  test("of every verb has examples, by the name that its user can type", () => {
    const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
    const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
    const helps = program.commands.map((command) => {
      let told = "";
      command.configureOutput({ writeOut: (text) => void (told += text) }).outputHelp();
      return told;
    });
    expect(helps.length).toBeGreaterThan(1);
    for (const help of helps) expect(help).toContain(`$ ${commandName()} `);
  });

  test("names no model of the package that it has not, and no line of the first page is cut by a terminal", () => {
    const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
    const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
    const read = (command: typeof program): string => {
      let told = "";
      command.configureOutput({ writeOut: (text) => void (told += text), getOutHelpWidth: () => 80 }).outputHelp();
      return told;
    };
    const models = program.commands.flatMap((command) => read(command).match(/\bmodels\/\w+/g) ?? []);
    expect(models.length).toBeGreaterThan(5);
    expect(models.filter((model) => !existsSync(model))).toEqual([]);
    expect(
      Math.max(
        ...read(program)
          .split("\n")
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  test("of every verb that may spend at servers offers the same limits; --max-tokens is the length of a response", () => {
    const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
    const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
    const limits = ["--max-usd", "--max-requests", "--max-total-tokens"];
    const spending = program.commands.flatMap(({ options }) => {
      const shown = options.filter(({ hidden }) => !hidden).map(({ long }) => long);
      return shown.includes("--max-usd") ? [limits.filter((limit) => !shown.includes(limit))] : [];
    });
    expect(spending.length).toBeGreaterThan(4);
    expect(spending.flat()).toEqual([]);
    const run = program.commands.find((command) => command.name() === "run");
    expect(run?.options.find(({ long }) => long === "--max-tokens")?.hidden).toBe(true); // as version 0.1.0 called it
  });

  test("of every verb that computes with a model offers the device, in the same words", () => {
    const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
    const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
    const offers = program.commands.flatMap((command) =>
      command.options.filter(({ long }) => long === "--device").map((option) => [command.name(), option] as const),
    );
    const computing = ["run", "plan", "collect", "improve", "train", "eval", "serve", "generate", "logprobs", "bench"];
    expect(offers.map(([verb]) => verb).toSorted()).toEqual(computing.toSorted());
    expect(new Set(offers.map(([, { description, argChoices }]) => `${description} ${argChoices?.join()}`)).size).toBe(
      1,
    );
  });

  test("is printed, and is no error", async () => {
    const { code, stdout } = await rise("weight", "--help");
    expect({ code, stdout }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Usage: ${commandName()} weight`),
    });
  });
});

describe("rise grade", () => {
  test("--json prints one document: the rows in their order, and the totals", async () => {
    const { code, stdout } = await rise("grade", answers, "--task", "gsm8k", "--json");
    const { rows, totals } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(rows.map(({ id, outcome }: { id: string; outcome: string }) => [id, outcome])).toEqual([
      ["a", "correct"],
      ["2", "wrong"],
      ["3", "noAnswer"],
    ]);
    expect(totals).toEqual({ rows: 3, correct: 1, wrong: 1, noAnswer: 1, error: 0 });
  });

  test("a row that is none is an error with its line and no stack", async () => {
    const bad = join(folder, "bad.jsonl");
    writeFileSync(bad, '{"gold": "7", "prediction": "7"}\n{"gold": "7"}\n');
    const { code, stdout, stderr } = await rise("grade", bad, "--json");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain('line 2: "prediction"');
    expect(stderr).not.toContain("    at ");
  });

  test("RISE_DEBUG=1 shows the stack", async () => {
    const { stderr } = await startRise(["grade", join(folder, "none.jsonl")], { RISE_DEBUG: "1" }).finished;
    expect(stderr).toContain("    at ");
  });
});

/** Writes to stderr what is loaded. */
const tellModules = `import { registerHooks } from "node:module";
registerHooks({ load: (url, context, next) => (process.stderr.write(url + "\\n"), next(url, context)) });`;

test("what needs no model starts without the engine, which is a third of all modules", async () => {
  const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(tellModules)}`;
  const { stdout, stderr } = await startRise(["--version"], { NODE_OPTIONS }).finished;
  expect(stdout).toMatch(/^\d+\.\d+/);
  const loaded = stderr.split("\n");
  expect(loaded.some((url) => url.endsWith("/src/cli/program.ts"))).toBe(true);
  expect(loaded.filter((url) => /\/src\/engine\/|onnxruntime/.test(url))).toEqual([
    expect.stringMatching(/\/src\/engine\/errors\.ts$/),
  ]);
});

describe("rise doctor", () => {
  test("finds Node and the engine", async () => {
    const { stdout } = await rise("doctor", "--json");
    const states = Object.fromEntries(
      JSON.parse(stdout).findings.map(({ name, state }: Record<string, string>) => [name, state]),
    );
    expect(states).toMatchObject({ node: "ok", engine: "ok", threads: "ok" });
  });
});
