import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { loadConfig } from "./load-config.ts";

const schema = z.strictObject({
  seed: z.int().default(1),
  iterations: z.int().min(1, "must be at least 1").default(2),
  weight: z
    .strictObject({
      mode: z.enum(["exp", "uniform"]).default("exp"),
      tau: z
        .number()
        .gt(0, { error: ({ input }) => `weight.tau must be > 0, got ${String(input)}; try 0.4` })
        .default(0.4),
    })
    .prefault({}),
  teacher: z.union([z.literal("none"), z.strictObject({ model: z.string() })]).default("none"),
});

const folder = mkdtempSync(join(tmpdir(), "rise-config-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (yaml: string): string => {
  const path = join(folder, "c.yaml");
  writeFileSync(path, yaml);
  return path;
};

const told = (path: string, sets: readonly string[] = []): string => {
  try {
    loadConfig(schema, path, sets);
  } catch (error) {
    return String(error);
  }
  return "";
};

describe("a config", () => {
  test("fills every default in; an empty file is all defaults", () => {
    expect(loadConfig(schema, file(""))).toEqual({
      seed: 1,
      iterations: 2,
      weight: { mode: "exp", tau: 0.4 },
      teacher: "none",
    });
  });

  test("takes --set last, and reads its value as YAML", () => {
    const config = loadConfig(schema, file("weight: {tau: 1}"), [
      "weight.tau=0.5",
      "teacher.model=models/base",
      "seed=7",
    ]);
    expect(config).toMatchObject({ seed: 7, weight: { tau: 0.5, mode: "exp" }, teacher: { model: "models/base" } });
  });

  test("with an unknown key names its line and the nearest valid name, at any depth", () => {
    expect(() => loadConfig(schema, file("seed: 3\nitrations: 2"))).toThrow(
      "line 2: unknown key itrations; did you mean iterations?",
    );
    expect(() => loadConfig(schema, file("weight:\n  taw: 2"))).toThrow(
      "line 2: unknown key weight.taw; did you mean tau?",
    );
    expect(() => loadConfig(schema, file(""), ["wieght.tau=1"])).toThrow("unknown key wieght; did you mean weight?");
  });

  test("of another program has each of its keys named, and ours listed once a section", () => {
    const yaml = "base: x\nadapter: lora\nweight:\n  lr: 1\n  gamma: 2\nseed: 3";
    expect(told(file(yaml)).split("\n").slice(1)).toEqual([
      "line 4: unknown key weight.lr",
      "line 5: unknown key weight.gamma",
      "the keys of weight are mode, tau",
      "line 1: unknown key base",
      "line 2: unknown key adapter",
      "the keys of a config are seed, iterations, weight, teacher",
    ]);
  });

  test("tells a flag's fault as the flag's, not as that of the line it goes above", () => {
    const path = file("weight:\n  mode: exp\nseed: a");
    const lines = told(path, ["weight.mode=exq", "weight.lr=2", "iterations=0"]).split("\n");
    expect(lines.slice(1)).toEqual([
      'line 3: seed must be of type number, got "a"',
      "--set: iterations must be at least 1, got 0",
      '--set: weight.mode must be one of exp, uniform, got "exq"; did you mean exp?',
      "--set: unknown key weight.lr",
      "the keys of weight are mode, tau",
    ]);
  });

  test("tells what each kind of value may be where there are several", () => {
    expect(told(file("teacher: nine"))).toContain(
      'line 1: teacher must be none, or of type object, got "nine"; did you mean none?',
    );
    expect(told(file("teacher: { modle: x }"))).toContain("unknown key teacher.modle; did you mean model?");
  });

  test("that is a list or a text is told what a config is", () => {
    expect(told(file("- seed: 1"))).toContain('must be keys with their values, such as "seed: 0", got a list');
    expect(told(file("hello"))).toContain('got "hello"');
  });

  test("with a bad value says where, what was wanted, what was got and the cure", () => {
    expect(() => loadConfig(schema, file("weight:\n  tau: 0"))).toThrow(
      "line 2: weight.tau must be > 0, got 0; try 0.4",
    );
    expect(() => loadConfig(schema, file("iterations: 0"))).toThrow("line 1: iterations must be at least 1, got 0");
  });

  test("names all its faults at once", () => {
    expect(() => loadConfig(schema, file("itrations: 2\nweight: {tau: -1}"))).toThrow(
      /weight\.tau[^]*itrations|itrations[^]*weight\.tau/,
    );
  });

  test("means the same with Windows' line ends and a mark of the byte order; one in another encoding is refused", () => {
    const yaml = "# of today\nseed: 7\nteacher:\n  model: |\n    one\n\n    two\n";
    const want = loadConfig(schema, file(yaml));
    expect(want.teacher).toEqual({ model: "one\n\ntwo\n" });
    const onWindows = yaml.replaceAll("\n", "\r\n");
    for (const text of [onWindows, `\ufeff${yaml}`, `\ufeff${onWindows}`])
      expect(loadConfig(schema, file(text))).toEqual(want);
    for (const encoding of ["utf16le", "latin1"] as const) {
      writeFileSync(file(""), Buffer.from("seed: 7\nteacher: {model: caf\u00e9}", encoding));
      expect(() => loadConfig(schema, join(folder, "c.yaml"))).toThrow("not UTF-8");
    }
  });

  test("that is missing or no YAML says so", () => {
    expect(() => loadConfig(schema, join(folder, "none.yaml"))).toThrow("none.yaml cannot be read; give the path");
    expect(() => loadConfig(schema, file("a: [1"))).toThrow("is not YAML");
    expect(() => loadConfig(schema, file(""), ["seed"])).toThrow("--set must be KEY=VALUE");
  });
});

test("a key without a value is told what it must be, whatever its type", () => {
  expect(told(file("weight: { mode: }"))).toContain(
    "weight.mode must be one of exp, uniform, got nothing; give it a value, or leave the key out",
  );
  expect(told(file("weight:"))).toContain("weight must be of type object, got nothing");
  expect(told(file("weight: { mode: 3 }"))).toContain("weight.mode must be one of exp, uniform, got 3");
});
