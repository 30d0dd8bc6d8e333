import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { presetNames } from "../../rise-presets.ts";
import { idleKeys } from "./idle-keys.ts";
import { loadRunConfig } from "./load-run-config.ts";
import type { RunConfig, RunConfigInput } from "./run-schema.ts";

const config = (given: Partial<RunConfigInput>): RunConfig => loadRunConfig({ config: { model: "base", ...given } });

test("a teacher's best of several is told where nobody asks a teacher, with the cure, and not where one is asked", () => {
  const improve = { teacherSamples: 8 };
  expect(idleKeys(config({ improve }))).toEqual([
    "improve.teacherSamples 8 changes nothing: it is for improve.by: distill; set that, or leave improve.teacherSamples out",
  ]);
  expect(idleKeys(config({ preset: "rise-distill", teacher: "big", improve }))).toEqual([]);
});

test("a teacher that nobody asks is told, a folder by its name and servers without their settings", () => {
  expect(idleKeys(config({ teacher: "big" }))[0]).toMatch(
    /^teacher big changes nothing: it is for improve\.by: distill/,
  );
  const teacher = { urls: ["http://127.0.0.1:8000"], model: "big", apiKeyEnv: "KEY" };
  expect(idleKeys(config({ teacher }))[0]).toMatch(/^teacher changes nothing/);
  expect(idleKeys(config({ teacher, mdp: { critic: "teacher" } }))).toEqual([]);
});

test("each key that another leaves unread is told, and none that is read", () => {
  const idle = (given: Partial<RunConfigInput>): readonly (string | undefined)[] =>
    idleKeys(config({ teacher: "big", ...given })).map((line) => line.split(" ")[0]);
  const ofSearch = { samples: 4, ties: "kept", temperature: 1, states: "every" } as const;
  expect(idle({ improve: { by: "distill", ...ofSearch } })).toEqual(["improve.samples", "improve.ties"]);
  expect(idle({ improve: { by: "distill", teacherSamples: 2, ties: "kept" } })).toEqual([]);
  expect(idle({ collect: { by: "teacher" }, improve: { by: "self", ...ofSearch } })).toEqual([]);
  expect(idle({ collect: { by: "teacher" }, improve: { by: "none", ...ofSearch } })).toEqual(
    ["states", "samples", "ties", "temperature"].map((key) => `improve.${key}`),
  );
  const weight = { tau: 1, baseline: "turn", discount: 0.5 } as const;
  expect(idleKeys(config({ weight: { by: "uniform", ...weight } }), "weight")).toHaveLength(3);
  expect(idleKeys(config({ weight: { by: "exp", ...weight } }), "weight")).toHaveLength(2);
  expect(idleKeys(config({ weight: { by: "advantage", credit: "toGo", ...weight } }), "weight")).toEqual([]);
  expect(idleKeys(config({ weight: { by: "uniform", ...weight } }), "improve")).toEqual([]);
});

test("no preset and no example has a key that it leaves unread", () => {
  for (const preset of presetNames) {
    const isTaught = ["rise-distill", "boost", "critique", "off-policy"].includes(preset);
    expect(idleKeys(config({ preset, ...(isTaught && { teacher: "big" }) }))).toEqual([]);
  }
  const examples = readdirSync("examples").filter((name) => name.endsWith(".yaml") && !name.startsWith("pretrain"));
  expect(examples.length).toBeGreaterThan(4);
  for (const name of examples) expect(idleKeys(loadRunConfig({ config: `examples/${name}` }))).toEqual([]);
});
