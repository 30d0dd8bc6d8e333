import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadRunConfig, loadWrittenConfig } from "./load-run-config.ts";

const folder = mkdtempSync(join(tmpdir(), "rise places ü-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, "my-model"));
writeFileSync(join(folder, "train.jsonl"), "");
const config = join(folder, "run.yaml");
writeFileSync(
  config,
  "model: my-model\ntask: { name: custom, files: { train: [train.jsonl], test: test.jsonl } }\ntrainer: { by: accelerate, launcher: local }\n",
);

test("relative paths are looked for from the config's folder", () => {
  const { model, task, trainer } = loadRunConfig({ config });
  expect(model).toBe(join(folder, "my-model"));
  expect(task.files.train).toEqual([join(folder, "train.jsonl")]);
  expect(task.files.test).toBe(join(folder, "test.jsonl")); // nowhere: the error names the place beside the config
  expect(trainer).toMatchObject({ python: "python3" }); // a command, not a path
});

test("what is not beside the config is looked for from the current folder, and names stay names", () => {
  const set = ["model=models/base", "task.files.test=package.json", "teacher=owner/model"];
  const { model, task, teacher } = loadRunConfig({ config, set });
  expect([model, task.files.test, teacher]).toEqual(["models/base", "package.json", "owner/model"]);
});

test("a path that was typed is from where it was typed, whatever lies beside the config", () => {
  expect(loadRunConfig({ config, set: ["model=my-model"] }).model).toBe("my-model");
});

test("a task's module is a path, its name is a name", () => {
  writeFileSync(join(folder, "module.yaml"), "model: m\ntask: ./own.ts\n");
  const module = join(folder, "module.yaml");
  expect(loadRunConfig({ config: module }).task.name).toBe(join(folder, "own.ts"));
  expect(loadRunConfig({ config: module, set: ["task=./own.ts"] }).task.name).toBe("./own.ts");
  expect(loadRunConfig({ config: module, set: ["task.name=gsm8k"] }).task.name).toBe("gsm8k");
});

test("a run knows its config by the paths as they are written: both may move", () => {
  expect(loadWrittenConfig({ config })).toMatchObject({
    model: "my-model",
    task: { files: { train: ["train.jsonl"] } },
  });
});

test("--smoke shrinks what --set left alone", () => {
  const set = ["train={epochs: 3}", "collect.problems=100"];
  const smoke = loadRunConfig({ config, set, smoke: true });
  expect(smoke).toMatchObject({ train: { epochs: 3, batchExamples: 16 }, collect: { problems: 100 } });
  expect(loadRunConfig({ config, smoke: true })).toMatchObject({ train: { epochs: 1 }, collect: { problems: 32 } });
});

test("a name that is none of a list's is told the list and the one that was meant", () => {
  expect(() => loadRunConfig({ config: { model: "m", preset: "rise-slef" as "rise-self" } })).toThrow(
    /preset must be one of rise-self, .*, got "rise-slef"; did you mean rise-self\?/,
  );
  expect(() => loadRunConfig({ config, set: ["weight.credit=togo"] })).toThrow("did you mean toGo?");
  expect(() => loadRunConfig({ config, set: ["trainer.launcher=slrum"] })).toThrow("did you mean slurm?");
});
