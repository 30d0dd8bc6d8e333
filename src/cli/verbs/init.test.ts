import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadRunConfig, loadWrittenConfig } from "../config/load-run-config.ts";
import { initConfig } from "./init.ts";

const folder = mkdtempSync(join(tmpdir(), "rise init ü-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the config that is written is the one that was asked for, and its schema line names a schema", () => {
  const file = join(folder, "own.yaml");
  writeFileSync(join(folder, "my train: 1.jsonl"), "");
  const files = { train: "my train: 1.jsonl", test: "test.jsonl" };
  const { next } = initConfig({ file, model: "my # model", ...files, question: "problem", answer: "a, b" });
  const config = loadWrittenConfig({ config: file });
  expect(config).toMatchObject({ preset: "rise-self", model: "my # model", task: { name: "custom", files } });
  expect(config.task.columns).toEqual({ question: "problem", answer: "a, b" });
  expect(loadRunConfig({ config: file }).task.files.train).toBe(join(folder, "my train: 1.jsonl"));
  const [, schema = ""] = /\$schema=(.*)/.exec(readFileSync(file, "utf8")) ?? [];
  expect(existsSync(resolve(folder, schema))).toBe(true);
  expect(next[0]).toBe(`npx rise-lm plan '${file}'`);
});

test("a data set and a teacher in a folder or on a server make the method with a teacher", () => {
  const file = join(folder, "served.yaml");
  const teacher = "https://api.example.com";
  initConfig({ file, model: "m", task: "gsm8k", teacher, teacherModel: "big" });
  const config = loadWrittenConfig({ config: file });
  expect(config).toMatchObject({
    preset: "rise-distill",
    task: { name: "gsm8k" },
    teacher: { urls: [teacher], model: "big" },
  });
});

test("answers that make no config are refused, and nothing is written or overwritten", () => {
  const file = join(folder, "none.yaml");
  expect(() => initConfig({ file, model: "m", task: "gsm8kk" })).toThrow("did you mean gsm8k?");
  expect(() => initConfig({ file, model: "m", teacher: "http://127.0.0.1:1" })).toThrow("--teacher-model");
  expect(existsSync(file)).toBe(false);
  writeFileSync(file, "mine");
  expect(() => initConfig({ file, model: "m" })).toThrow("exists already");
  expect(readFileSync(file, "utf8")).toBe("mine");
});
