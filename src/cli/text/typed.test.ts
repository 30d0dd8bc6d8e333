import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { asTyped, commandName, quoted, typed } from "./typed.ts";

test.skipIf(process.platform === "win32")(
  "what is told to type reaches the command as it was meant, by a real shell",
  () => {
    for (const argument of [
      "a b/ü",
      "it's",
      '"x"',
      "$HOME",
      "`id`",
      "a\\b",
      "",
      "~",
      "*",
      "a;b",
      "plain/path-1_2.yaml",
    ]) {
      const echoed = execFileSync("sh", ["-c", `printf %s ${quoted(argument, "linux")}`], { encoding: "utf8" });
      expect(echoed).toBe(argument);
    }
  },
);

test("plain paths stay as they are, behind the command's name", () => {
  expect(quoted(String.raw`C:\runs\mine`, "win32")).toBe(String.raw`C:\runs\mine`);
  expect(quoted(String.raw`C:\my runs`, "win32")).toBe(String.raw`"C:\my runs"`);
  expect(typed("report", "runs/first")).toBe(`${commandName()} report runs/first`);
});

describe("the command's name", () => {
  const folder = mkdtempSync(join(tmpdir(), "rise typed ü-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const program = join(folder, "lib", "node_modules", "rise-lm", "bin", "rise.mjs");
  const other = join(folder, "other");
  for (const dir of [join(program, ".."), other, join(folder, "bin"), join(folder, "short")]) {
    mkdirSync(dir, { recursive: true });
  }
  writeFileSync(program, "");
  writeFileSync(join(other, "rise"), ""); // another program of that name
  const path = (...dirs: readonly string[]): string => dirs.map((dir) => join(folder, dir)).join(delimiter);

  test.skipIf(process.platform === "win32")("is the one that leads here by the user's path", () => {
    symlinkSync(program, join(folder, "bin", "rise"));
    symlinkSync(program, join(folder, "short", "rise-lm"));
    expect(commandName({ PATH: path("bin") }, program)).toBe("rise");
    expect(commandName({ PATH: path("other", "short") }, program)).toBe("rise-lm");
    expect(commandName({ PATH: path("bin", "gone") }, program)).toBe("rise");
  });

  test("is npx's where the path leads elsewhere, nowhere, or was made by the package manager that started us", () => {
    expect(commandName({ PATH: path("other") }, program)).toBe("npx rise-lm");
    expect(commandName({}, program)).toBe("npx rise-lm");
    const started = { PATH: path("bin"), npm_config_user_agent: "npm/11.0.0 node/v24.0.0 linux x64" };
    expect(commandName(started, program)).toBe("npx rise-lm");
  });

  test("is a script beside the package where commands are scripts, as on Windows", () => {
    writeFileSync(join(folder, "lib", "rise.cmd"), "");
    expect(commandName({ PATH: path("lib") }, program)).toBe("rise");
  });

  test("stands in what a person is told", () => {
    expect(asTyped("see `npx rise-lm doctor`", "rise")).toBe("see `rise doctor`");
    expect(asTyped("write to npx rise-lmx", "rise")).toBe("write to npx rise-lmx");
  });
});

test("no text of the code names a command that cannot be typed: it is npx rise-lm, or made by typed() and examples()", () => {
  const root = join(import.meta.dirname, "../..");
  const verbs =
    "bench|collect|compare|completion|doctor|eval|export|generate|grade|improve|init|log|logprobs|plan|pretrain|pull";
  const bare = new RegExp(String.raw`\brise (?:${verbs}|report|run|serve|train|view|weight)\b`);
  const found = globSync("**/*.ts", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .flatMap((file) => {
      const code = readFileSync(join(root, file), "utf8").replaceAll(/\/\*\*?[^]*?\*\/|^\s*\/\/.*$| \/\/ .*$/gm, "");
      return code.split("\n").flatMap((line) => (bare.test(line) ? [`${file}: ${line.trim()}`] : []));
    });
  expect(found).toEqual([]);
});
