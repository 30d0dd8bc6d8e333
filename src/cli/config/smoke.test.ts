import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runSchema, type RunConfig } from "./run-schema.ts";
import { smoked } from "./smoke.ts";

function modelOf(megabytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), "rise-smoke-"));
  const file = join(folder, "model.safetensors");
  writeFileSync(file, "");
  truncateSync(file, megabytes * 1e6); // sparse: takes no room
  return folder;
}

const configOf = (model: string, more: object = {}): RunConfig => runSchema.parse({ model, ...more });
/** Tokens that an evaluation of one model writes at most. */
const evaluated = ({ evaluate, mdp }: RunConfig): number =>
  (evaluate.problems ?? Infinity) * evaluate.turns * mdp.maxTokens;

test("a smoke run of a hundred times the parameters does a fraction of the work", () => {
  const [small, large] = [modelOf(4), modelOf(270)];
  const [little, much] = [smoked(configOf(small)), smoked(configOf(large))];
  expect(evaluated(little)).toBe(24 * 5 * 200);
  expect(evaluated(much)).toBe(4 * 2 * 48);
  expect(much).toMatchObject({ iterations: 1, collect: { problems: 4 }, train: { batchExamples: 4 } });
  for (const folder of [small, large]) rmSync(folder, { recursive: true });
});

test("what servers sample is not shrunk for the model's size, and what is smaller already stays", () => {
  const large = modelOf(270);
  const rollouts = { urls: ["http://127.0.0.1:1"], model: "m", swap: { by: "name" } };
  expect(evaluated(smoked(configOf(large, { rollouts })))).toBe(24 * 5 * 200);
  const few = smoked(configOf(large, { evaluate: { problems: 2, turns: 1 }, mdp: { maxTokens: 9 } }));
  expect(evaluated(few)).toBe(2 * 1 * 9);
  rmSync(large, { recursive: true });
});
