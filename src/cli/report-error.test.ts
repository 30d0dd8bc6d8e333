import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DiskError } from "../disk/index.ts";
import { CheckpointError, engineErrors, TrainingError, UnsupportedModelError } from "../engine/errors.ts";
import {
  BudgetReached,
  ConfigError,
  DamageError,
  DivergenceError,
  InfrastructureError,
  UnansweredError,
} from "../mdp/index.ts";
import { Interrupted, keepsNothing } from "./process/interrupt.ts";
import { reportError } from "./report-error.ts";

const fault = "a fault of rise itself";

function told(error: unknown): { readonly code: number; readonly text: string } {
  const lines: string[] = [];
  const code = reportError(error, false, (line) => lines.push(line));
  return { code, text: lines.join("\n") };
}
const ofSystem = (code: string, message = `${code}: it failed, write`): Error =>
  Object.assign(new Error(message), { code, path: "/nowhere/at/all" });

test("what was interrupted is said to be kept, or to begin anew where nothing is", async () => {
  const interrupted = new Interrupted("x");
  expect(told(interrupted).text).toContain("the same command resumes from here");
  const lost = await keepsNothing(Promise.reject(interrupted)).catch((error: unknown) => error);
  expect(told(lost)).toEqual({ code: 130, text: expect.stringContaining("nothing was written") });
});

describe("the user's situation is told as such, with the exit code of its kind:", () => {
  test.each([
    ["a config that cannot be", new ConfigError("x"), 2],
    ["a model that is not there", new UnsupportedModelError("x"), 2],
    ["a damaged model", new CheckpointError("x"), 1],
    ["a damaged record", new DamageError("x"), 1],
    ["a training that diverges", new DivergenceError("x"), 1],
    ["a gradient that is not finite", new TrainingError("x"), 1],
    ["a server that is away", new InfrastructureError("x"), 1],
    ["a server that will not answer", new UnansweredError("x"), 1],
    ["a disk that failed", new DiskError("x"), 1],
    ["a full disk, as the system says it", ofSystem("ENOSPC"), 1],
    ["an I/O error, as the system says it", ofSystem("EIO"), 1],
    [
      "too little memory, as the engine's library says it",
      new Error("Failed to allocate memory for requested buffer"),
      1,
    ],
    ["too little memory, as JavaScript says it", new RangeError("Array buffer allocation failed"), 1],
    ["a spent budget", new BudgetReached("x"), 4],
    ["Ctrl-C", new Interrupted("x"), 130],
  ])("%s", (_, error, code) => {
    expect(told(error)).toMatchObject({ code, text: expect.not.stringContaining(fault) });
  });
});

test("anything else is a fault of ours, and says what to do", () => {
  for (const error of [new TypeError("x is undefined"), new Error("x"), ofSystem("ERR_INVALID_ARG_TYPE")]) {
    expect(told(error)).toMatchObject({ code: 1, text: expect.stringContaining(fault) });
  }
});

test("RISE_DEBUG=1 adds the causes' stacks, down to the first", () => {
  const lines: string[] = [];
  const commit = new DiskError("cannot commit", {
    cause: new Error("database or disk is full", { cause: new Error("SQLITE_FULL") }),
  });
  reportError(commit, true, (line) => lines.push(line));
  expect(lines.join("\n")).toMatch(
    /cannot commit[^]*caused by[^]*database or disk is full[^]*caused by[^]*SQLITE_FULL/,
  );
});

describe("no class of errors is forgotten:", () => {
  const root = join(import.meta.dirname, "..");
  const declared = globSync("**/*.ts", { cwd: root })
    .filter((file) => !/\.test\.ts$|\.suite\.ts$|\/testing\//.test(file))
    .flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/class (\w+) extends (\w+)/g)].map(
        ([, name = "", base = ""]) => ({ name, base, file }),
      ),
    );
  const families = [
    "ConfigError",
    "BudgetReached",
    "InfrastructureError",
    "DivergenceError",
    "EngineError",
    "DiskError",
  ];
  /** Thrown to be caught by its own folder, or a fault of ours by its nature. */
  const inward = ["Interrupted", "GraphError", "BudgetExceeded", "ParseFailure", "NonAnswer", "JinjaError"].concat([
    "DeepJson",
    "SingleResponse",
    "Refused",
    "ApiError",
    "Busy",
    "ClientLeft",
  ]); // an unreadable reply, a request told once, a judge's own verdict, a server's answers to its clients
  const isTold = (name: string): boolean => {
    if (families.includes(name)) return true;
    const base = declared.find((each) => each.name === name)?.base;
    return base !== undefined && isTold(base);
  };
  const errors = declared.filter(({ name, base }) => base === "Error" || /Error$|Failure$|Refusal$/.test(name));

  test.each(errors.map(({ name, file }) => [name, file]))("%s (%s) speaks to the user, or is caught", (name) => {
    expect(isTold(name) || inward.includes(name)).toBe(true);
  });

  test("each of the engine's crosses threads as itself", () => {
    const ofEngine = errors
      .filter(({ name, file }) => file.startsWith("engine/") && name !== "JinjaError") // caught: a TokenizerError
      .map(({ name }) => name);
    expect(engineErrors.map(({ name }) => name).toSorted()).toEqual(ofEngine.toSorted());
  });
});
