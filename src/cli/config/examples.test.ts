import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { isObject } from "../../mdp/index.ts";
import { runJsonSchema } from "./json-schema.ts";
import { loadRunConfig } from "./load-run-config.ts";

const folder = join(import.meta.dirname, "../../../examples");
const quickstart = join(folder, "quickstart.yaml");

/** How many values a config sets. */
const leaves = (value: unknown): number =>
  isObject(value) ? Object.values(value).reduce<number>((sum, inner) => sum + leaves(inner), 0) : 1;

describe("the reference config", () => {
  test("loads", () => {
    expect(loadRunConfig({ config: quickstart }).evaluate.turns).toBe(5); // the paper's
  });

  test("has under 40 keys, each under a comment", () => {
    const text = readFileSync(quickstart, "utf8");
    expect(leaves(parse(text))).toBeLessThan(40);
    const lines = text.split("\n");
    const bare = lines.filter((line, i) => /^ *\w+:/.test(line) && !lines[i - 1]?.trim().startsWith("#"));
    expect(bare).toEqual([]);
  });

  test("shrinks for a smoke run without a change of method", () => {
    const [full, smoke] = [loadRunConfig({ config: quickstart }), loadRunConfig({ config: quickstart, smoke: true })];
    expect(smoke.collect.problems).toBeLessThanOrEqual(32);
    expect({ ...smoke.collect, problems: 0 }).toEqual({ ...full.collect, problems: 0 });
    expect([smoke.weight, smoke.task, smoke.iterations]).toEqual([full.weight, full.task, full.iterations]);
  });
});

test("a preset lies below what the config says itself", () => {
  const config = { model: "m", preset: "success-only", weight: { keep: "all" } } as const;
  const { weight, improve } = loadRunConfig({ config });
  expect([weight.by, weight.keep, improve.by]).toEqual(["uniform", "all", "self"]);
});

test("a run that asks a teacher wants one", () => {
  const config = { model: "m", preset: "rise-distill" } as const;
  expect(() => loadRunConfig({ config })).toThrow("teacher must name a model folder or servers");
});

test("only a teacher in a folder is quantized", () => {
  const config = { model: "m", preset: "rise-distill", quantizeTeacher: 8 } as const;
  expect(loadRunConfig({ config: { ...config, teacher: "t" } }).quantizeTeacher).toBe(8);
  const servers = { urls: ["http://127.0.0.1:1/v1"], model: "t" };
  expect(() => loadRunConfig({ config: { ...config, teacher: servers } })).toThrow("is for a teacher in a folder");
});

test("every run config among the examples loads", () => {
  const files = globSync("*.yaml", { cwd: folder }).filter((file) => !file.startsWith("pretrain"));
  for (const file of files) expect(loadRunConfig({ config: join(folder, file) }).model).not.toBe("");
});

test("the JSON Schema for editors is that of the config (npm run schema)", () => {
  expect(JSON.parse(readFileSync(join(folder, "rise.schema.json"), "utf8"))).toEqual(runJsonSchema());
});
