import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Models, Policy, SampleRequest } from "../../mdp/index.ts";
import { toyModels, type ToyFile } from "../../mdp/testing/index.ts";
import { rise } from "../../rise.ts";
import { presetNames, type PresetName } from "../../rise-presets.ts";
import { loadRunConfig } from "../config/load-run-config.ts";
import { openRun } from "../../store/index.ts";
import { openTask } from "../../tasks/index.ts";
import { riseConfigOf, type RunConfigInput } from "../config/run-schema.ts";
import { modelNames, type ModelNames, type OpenModels } from "../models.ts";
import { collectFile } from "./collect.ts";
import { evaluateModel } from "./evaluate.ts";
import { improveFile } from "./improve.ts";

const root = mkdtempSync(join(tmpdir(), "rise-wiring-"));
afterAll(() => rmSync(root, { recursive: true }));

/** Sums as a file of problems, with solutions; no sum of one split is in the other. */
function sums(split: string, first: number): string {
  const file = join(root, `${split}.jsonl`);
  const rows = Array.from({ length: 6 }, (_, i) => ({
    problem: `What is ${first + i} + 4?`,
    solution: `It is one more than ${first + i + 3}.\n#### ${first + i + 4}`,
    answer: first + i + 4,
  }));
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  return file;
}
const files = { train: sums("train", 100), test: sums("test", 500) };

/** A disk with an untrained toy model; which models a verb named and which requests it made are kept. */
function toyPlace(name: string) {
  const folder = join(root, name);
  const base = join(folder, "base");
  mkdirSync(folder);
  const disk = new Map<string, ToyFile>([[base, { weights: { first: 0, afterWrong: 0, afterRight: 1 } }]]);
  const toys = toyModels(disk, { first: 2, afterWrong: 2, afterRight: 3 });
  let requests: string[] = [];
  const named: ModelNames[] = [];
  const heard = (policy: Policy): Policy => ({
    ...policy,
    sample(request: SampleRequest, signal) {
      requests.push(JSON.stringify({ by: policy.digest, ...request }));
      return policy.sample(request, signal);
    },
  });
  const models: Models = {
    ...toys,
    policy: async (model) => heard(await toys.policy(model)),
    teacher: async () => heard(await (toys.teacher?.() ?? Promise.reject(new Error("there is a teacher")))),
  };
  const openModels: OpenModels = async (names) => {
    named.push(names);
    return { ...models, check: () => Promise.resolve() };
  };
  /** The different requests that some work made, sorted: in which order they are made is nobody's business. */
  const requestsOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
    requests = [];
    await work();
    return [...new Set(requests)].sort();
  };
  const copied = (from: string, to: string): string => {
    cpSync(from, to, { recursive: true });
    disk.set(to, disk.get(from) ?? { weights: { first: 0, afterWrong: 0, afterRight: 0 } });
    return to;
  };
  return { folder, base, openModels, requestsOf, named, copied };
}

const small = {
  task: { name: "custom", files },
  iterations: 2,
  teacher: "teacher",
  improve: { samples: 4 },
  train: { learningRate: 0.5, batchExamples: 8, epochs: 1 },
  evaluate: { seeds: 2, turns: 3 },
} as const satisfies Partial<RunConfigInput>;

const isOf =
  (...beginnings: readonly string[]) =>
  (request: string): boolean =>
    beginnings.some((beginning) => request.includes(`"key":"${beginning}`));

/** The whole loop by `rise()`, in a run's folder. */
async function wholeRun(config: Partial<RunConfigInput>, out: string, openModels: OpenModels): Promise<void> {
  const resolved = loadRunConfig({ config });
  const store = openRun(out, resolved);
  try {
    const [task, models] = [await openTask(resolved.task), await openModels(modelNames(resolved))];
    await rise({ task, base: resolved.model, models, store, config: riseConfigOf(resolved) });
  } finally {
    store.close();
  }
}

describe.each(presetNames)("with preset %s", (preset: PresetName) => {
  test("every verb makes the requests of rise() for its stage, model and iteration", async () => {
    const { folder, base, openModels, requestsOf, copied } = toyPlace(preset);
    const config = { ...small, preset, model: base };
    const out = join(folder, "run");
    const whole = await requestsOf(() => wholeRun(config, out, openModels));
    for (const [iteration, model] of [base, join(out, "iteration-1", "model")].entries()) {
      const alone = loadRunConfig({ config: { ...config, model } });
      const [collected, improved] = [join(folder, "collected.jsonl"), join(folder, "improved.jsonl")];
      const made = await requestsOf(async () => {
        await collectFile({ config: alone, iteration: iteration + 1, out: collected, openModels });
        await improveFile({ config: alone, data: collected, out: improved, openModels });
      });
      expect(made).toEqual(whole.filter(isOf(`${iteration + 1}/`, `improve/${iteration + 1}/`)));
    }
    const trained = ["iteration-1", "iteration-2"].map((role) => copied(join(out, role, "model"), join(folder, role)));
    for (const model of [base, ...trained]) {
      const alone = loadRunConfig({ config: { ...config, model } });
      const made = await requestsOf(() => evaluateModel({ config: alone, openModels }));
      expect(made).toEqual(whole.filter(isOf(`evaluate/${basename(model)}/`))); // named after the model's folder
    }
  });
});

test("a critic's comments are asked for by every verb: Self-Refine measured by rise eval is Self-Refine", async () => {
  const { base, openModels, requestsOf, named } = toyPlace("critics");
  for (const [preset, teachers] of [
    ["self-refine", []],
    ["critique", ["teacher"]],
  ] as const) {
    named.length = 0;
    const config = loadRunConfig({ config: { ...small, preset, model: base } });
    const made = await requestsOf(() => evaluateModel({ config, openModels }));
    expect(made.filter((request) => request.includes('/critique"'))).toHaveLength(6 * 2 * 2); // after turns 1 and 2
    expect([...new Set(named.map(({ teacher }) => teacher))].filter((name) => name !== undefined)).toEqual(teachers);
  }
});

describe("rise eval shows", () => {
  const views = (requests: readonly string[]): number =>
    Math.max(...requests.map((request) => request.split('"role":"assistant"').length - 1));
  const notesOf = async (config: Partial<RunConfigInput>, openModels: OpenModels): Promise<readonly string[]> => {
    const notes: string[] = [];
    const note = (line: string): void => void notes.push(line);
    await evaluateModel({ config: loadRunConfig({ config }), openModels }, { note });
    return notes;
  };

  test("as many attempts as the model's training had, else as the config asks for, and tells where both differ", async () => {
    const { folder, base, openModels, requestsOf, copied } = toyPlace("views");
    const config = { ...small, model: base };
    const out = join(folder, "run");
    await wholeRun(config, out, openModels);
    const model = join(out, "iteration-2", "model");
    const viewOf = async (config: Partial<RunConfigInput>): Promise<number> =>
      views(await requestsOf(() => evaluateModel({ config: loadRunConfig({ config }), openModels })));
    const plain = { ...small, iterations: 1, model };
    expect(await viewOf(plain)).toBe(2); // iteration 2 collected two turns
    expect(await viewOf({ ...plain, model: base })).toBe(1);
    expect(await viewOf({ ...plain, mdp: { attemptsInView: 1 } })).toBe(1);
    expect(await notesOf({ ...plain, mdp: { attemptsInView: 1 } }, openModels)).toContain(
      `attempts in view: 1, as asked for; ${model} was trained with 2`,
    );
    expect((await notesOf(plain, openModels)).join("\n")).not.toContain("attempts in view");
    const elsewhere = copied(model, join(folder, "elsewhere"));
    writeFileSync(join(elsewhere, "rise.json"), '{"attemptsInView": "two"}');
    await expect(viewOf({ ...plain, model: elsewhere })).rejects.toThrow(
      /rise\.json must say how the model was trained/,
    );
  });
});
