import { expect, test } from "vitest";
import { createProgram } from "./cli/program.ts";
import * as library from "./index.ts";

/** The function of each verb of the command line; those of a stage on files are named after it. */
const functionOf: Readonly<Record<string, string>> = {
  init: "initConfig",
  pretrain: "pretrainModel",
  collect: "collectFile",
  improve: "improveFile",
  weight: "weightFile",
  train: "trainFile",
  eval: "evaluateModel",
  compare: "compareRuns",
  grade: "gradeFile",
  pull: "pullName",
  export: "exportModel",
  "export-data": "exportRunData",
  "log verify": "verifyLog",
  "log recover": "recoverLog",
  "log export": "exportLog",
};

test("every verb of the command line but the shell's completion is a function of the library", () => {
  const display = { onProgress: () => {}, course: () => {}, note: () => {}, close: () => {} };
  const program = createProgram({ display, context: {}, exitCode: 0, print: () => {}, write: async () => {} });
  const commands = program.commands.filter((command) => command.name() !== "completion");
  const verbs = commands.flatMap((command) =>
    command.name() === "log" ? command.commands.map((inner) => `log ${inner.name()}`) : [command.name()],
  );
  const missing = verbs.filter((verb) => typeof Reflect.get(library, functionOf[verb] ?? verb) !== "function");
  expect(missing).toEqual([]);
});

test("every stage of the method is one", () => {
  const { rise, collect, improve, weight, train, evaluate } = library;
  for (const stage of [rise, collect, improve, weight, train, evaluate]) expect(stage).toBeTypeOf("function");
});
