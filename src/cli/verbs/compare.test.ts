import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toyModels, type ToyFile } from "../../mdp/testing/index.ts";
import { renderComparisonTable } from "../../report/index.ts";
import { compareRuns } from "./compare.ts";
import { evaluateModel } from "./evaluate.ts";
import { report } from "./report.ts";
import { run } from "./run.ts";
import { loadRunConfig } from "../config/load-run-config.ts";

const root = mkdtempSync(join(tmpdir(), "rise-compare-"));
afterAll(() => rmSync(root, { recursive: true }));

function sums(name: string, first: number, add = 4): string {
  const file = join(root, `${name}.jsonl`);
  const rows = Array.from({ length: 30 }, (_, i) => ({
    problem: `What is ${first + i} + ${add}?`,
    answer: first + i + add,
  }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return file;
}
const files = { train: sums("train", 100), test: sums("test", 500) };

function configOf(seed: number, by: "exp" | "uniform", task = files) {
  return {
    model: "toy",
    seed,
    task: { name: "custom" as const, files: task },
    iterations: 1,
    improve: { samples: 4 },
    weight: { by },
    train: { learningRate: 0.5, batchExamples: 8 },
    evaluate: { seeds: 1 },
  };
}
const openToy = () => {
  const disk = new Map<string, ToyFile>([["toy", { weights: { first: 0, afterWrong: 0, afterRight: 0 } }]]);
  return async () => ({ ...toyModels(disk), check: () => Promise.resolve() });
};
const dirOf = (name: string): string => join(root, name);

beforeAll(async () => {
  for (const [name, config] of [
    ["a1", configOf(1, "exp")],
    ["a2", configOf(2, "exp")],
    ["u1", configOf(1, "uniform")],
    ["other", configOf(1, "exp", { ...files, test: sums("other-test", 500, 5) })],
  ] as const) {
    await run({ config, out: dirOf(name), openModels: openToy() });
  }
});

test("runs that differ in the seed alone are one recipe; every pair of recipes is compared by every metric", async () => {
  const { runs, recipes, comparisons, problems } = await compareRuns({ dirs: ["a1", "u1", "a2"].map(dirOf) });
  expect(runs.map(({ name, recipe, seed }) => [name, recipe, seed])).toEqual([
    ["a1/iteration-1", "a1/iteration-1 and 1 more seed", 1],
    ["u1/iteration-1", "u1/iteration-1", 1],
    ["a2/iteration-1", "a1/iteration-1 and 1 more seed", 2],
  ]);
  expect(problems).toBe(30);
  expect(recipes.map(({ runs: seeds }) => seeds)).toEqual([2, 1]);
  expect(new Set(comparisons.map(({ a, b }) => `${b} - ${a}`))).toEqual(
    new Set(["u1/iteration-1 - a1/iteration-1 and 1 more seed"]),
  );
  for (const { difference, p, adjusted, distinguishable } of comparisons) {
    expect(difference.low).toBeLessThanOrEqual(difference.value);
    expect(difference.high).toBeGreaterThanOrEqual(difference.value);
    expect(distinguishable || !adjusted).toBe(true);
    expect(p).toBeGreaterThanOrEqual(0);
  }
});

test("one run's own models are compared, by the metrics that were asked for, in a table and on a page", async () => {
  const out = join(root, "page.html");
  const summary = await compareRuns({ dirs: [dirOf("a1")], metrics: ["m1@t5"], out });
  expect(summary.comparisons.map(({ a, b, metric }) => [a, b, metric])).toEqual([
    ["a1/base", "a1/iteration-1", "m1@t5"],
  ]);
  const page = readFileSync(out, "utf8");
  expect(page).toContain("Runs compared");
  expect(page).not.toMatch(/NaN|undefined|Infinity|<script/);
  const lines = renderComparisonTable(summary);
  expect(lines).toContain("A  a1/base");
  expect(lines).toMatch(/m1@t5: B - A +[+-]?\d/);
});

test("of seeds of one recipe there is their mean, and no difference", async () => {
  const out = join(root, "mean.html");
  const summary = await compareRuns({ dirs: [dirOf("a1"), dirOf("a2")], out });
  expect(summary.recipes.map(({ runs }) => runs)).toEqual([2]);
  expect(summary.comparisons).toEqual([]);
  expect(renderComparisonTable(summary)).not.toContain("difference");
  expect(readFileSync(out, "utf8")).not.toContain("Differences");
});

test("what cannot be compared is refused, and says why", async () => {
  const refused = (dirs: readonly string[], more = {}) => compareRuns({ dirs: dirs.map(dirOf), ...more });
  await expect(refused(["a1", "a1"])).rejects.toThrow("is given twice");
  await expect(refused(["a1"], { model: "base" })).rejects.toThrow("needs two models, got a1/base alone");
  symlinkSync(dirOf("a1"), dirOf("link"));
  await expect(refused(["a1", "link"])).rejects.toThrow("is given twice");
  cpSync(dirOf("a1"), dirOf("copy"), { recursive: true });
  await expect(refused(["a1", "copy", "u1"])).rejects.toThrow("copy/iteration-1 is a copy of a1/iteration-1");
  await expect(refused(["a1", "nowhere"])).rejects.toThrow("holds no run");
  await expect(refused(["a1", "u1"], { model: "iteration-3" })).rejects.toThrow("it has base, iteration-1");
  await expect(refused(["a1", "u1"], { metrics: ["m1t5"] })).rejects.toThrow("did you mean m1@t5?");
  await expect(refused(["a1", "other"])).rejects.toThrow(
    /problem .* is another in other\/iteration-1 than in a1\/iteration-1/,
  );
});

test("a recorded evaluation is compared with a run", async () => {
  const config = loadRunConfig({ config: configOf(1, "exp") });
  await evaluateModel({ config, out: dirOf("evaluated"), openModels: openToy() });
  await evaluateModel({ config, out: dirOf("evaluated"), openModels: openToy() }); // again: nothing is lost or doubled
  const { comparisons } = await compareRuns({ dirs: [dirOf("evaluated"), dirOf("a1")], metrics: ["m1@t1"] });
  expect(comparisons.map(({ a, b }) => [a, b])).toEqual([["evaluated/toy", "a1/iteration-1"]]);
});

test("a GGUF file has the figures of a folder that is named alike and holds the same weights", async () => {
  const weights = { first: 0, afterWrong: 0, afterRight: 0 };
  const disk = new Map<string, ToyFile>([
    ["models/toy", { weights }],
    ["toy.gguf", { weights }],
  ]);
  const openModels = async () => ({ ...toyModels(disk), check: () => Promise.resolve() });
  const measured = [...disk.keys()].map((model) =>
    evaluateModel({ config: loadRunConfig({ config: { ...configOf(1, "exp"), model } }), openModels }),
  );
  const [folder, file] = await Promise.all(measured);
  expect(folder?.models[0]?.name).toBe("toy");
  expect(file?.models).toEqual(folder?.models);
});

const linesOf = (file: string): readonly string[] => readFileSync(file, "utf8").trimEnd().split("\r\n");

test("a run's figures and trajectories are written for other programs, with TensorBoard's events as it goes", async () => {
  const dir = dirOf("shown");
  await run({ config: configOf(3, "exp"), out: dir, openModels: openToy(), tensorboard: true });
  expect(readdirSync(join(dir, "tensorboard")).map((name) => name.slice(0, 19))).toEqual(["events.out.tfevents"]);
  const folder = join(root, "figures");
  const { exported } = await report({ dir, exportTo: folder });
  expect(readdirSync(folder)).toEqual([...(exported?.files ?? [])].toSorted());
  const rows = readFileSync(join(folder, "trajectories.jsonl"), "utf8").trimEnd().split("\n");
  const first = JSON.parse(rows[0] ?? "") as { readonly question: string; readonly turns: readonly unknown[] };
  expect(first.question).toMatch(/^What is/);
  expect(first.turns.length).toBeGreaterThan(0);
  expect(readFileSync(join(folder, "figures.csv"), "utf8")).toMatch(
    /^model,metric,step,value,low,high\r\nbase,m1@t1,,0\.\d+,/,
  );
  for (const name of ["figures", "comparisons", "training", "trajectories"]) {
    const table = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, `${name}.parquet`)) });
    const text = name === "trajectories" ? rows : linesOf(join(folder, `${name}.csv`)).slice(1);
    expect([name, table.length]).toEqual([name, text.length]);
    if (name === "comparisons") expect(table[0]).toMatchObject({ a: "base", distinguishable: expect.any(Boolean) });
    if (name === "trajectories") expect(JSON.parse(String(table[0]?.["turns"]))).toEqual(first.turns);
  }
  await expect(report({ dir, exportTo: folder })).rejects.toThrow("--export must be a new or empty folder");
});

test.skipIf(process.getuid?.() === 0)(
  "where the page cannot be written, no figures are left in the way of the next try",
  async () => {
    const dir = dirOf("read-only");
    cpSync(dirOf("a1"), dir, { recursive: true });
    chmodSync(dir, 0o555);
    const folder = join(root, "not-written");
    await expect(report({ dir, exportTo: folder })).rejects.toThrow("cannot write");
    expect(existsSync(folder)).toBe(false);
    chmodSync(dir, 0o755);
  },
);
