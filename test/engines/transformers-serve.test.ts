import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { memoryUsage, withOpen, type Policy } from "../../src/mdp/index.ts";
import { createMeter, inspectEndpoint, openPolicy } from "../../src/policies/index.ts";
import { opened } from "../../src/policies/openai/testing/opened.ts";
import { describePolicy } from "../../src/policies/policy.suite.ts";
import { rise } from "../cli/rise.ts";
import { findPython } from "../python.ts";
import { servingModules, startTransformers, type TransformersServer } from "./transformers-serve.ts";

const python = findPython(...servingModules);
const root = mkdtempSync(join(tmpdir(), "rise-transformers-"));
const models = join(import.meta.dirname, "../../models");
const [base, teacher] = [join(models, "base"), join(models, "teacher")];

describe.runIf(python.command !== undefined)(`transformers serve ${python.note}`, () => {
  let server: TransformersServer;
  beforeAll(async () => {
    server = await startTransformers(python, join(root, "cache"));
  }, 180_000);
  afterAll(async () => {
    await server?.close();
    rmSync(root, { recursive: true });
  });
  const served = (model: string): Promise<Policy> => opened({ urls: [server.url], model, concurrency: 4 }).served();

  describePolicy("a model on transformers serve", () => served(base), { isReproducible: false, hasTokens: false });

  test("answers greedily what the embedded engine answers: the same prompt, the same weights", async () => {
    const questions = [
      "Tom has 14 apples. He buys 3 boxes of 12 apples. How many apples has he?",
      "Mia had 40 coins. She gave 13 to Ben and 9 to Zoe. How many coins does Mia have?",
    ];
    const sampling = { n: 1, seed: 1, temperature: 0, topP: 1, maxTokens: 60 };
    const ask = (policy: Policy) =>
      Promise.all(
        questions.map((content) => policy.sample({ key: "k", messages: [{ role: "user", content }], ...sampling })),
      );
    const ours = await withOpen(openPolicy(base, { threads: 1 }), ask);
    const theirs = await withOpen(served(base), ask);
    expect(theirs.flat().map(({ text }) => text)).toEqual(ours.flat().map(({ text }) => text));
    expect(theirs.flat().map(({ usage }) => usage)).toEqual(ours.flat().map(({ usage }) => usage));
  });

  test("is known for what it is, and samples: without its own generation config it would be greedy at any temperature", async () => {
    const surroundings = { meter: createMeter({ ledger: memoryUsage() }), environment: {} };
    expect((await inspectEndpoint({ urls: [server.url], model: base }, surroundings)).engine).toBe("transformers");
    const messages = [{ role: "user", content: "What is the answer?" }] as const; // an open question
    const sampling = { n: 8, seed: 1, temperature: 1, topP: 1, maxTokens: 20 };
    const attempts = await withOpen(served(base), (policy) => policy.sample({ key: "k", messages, ...sampling }));
    expect(new Set(attempts.map(({ text }) => text)).size).toBeGreaterThan(4);
  });

  test("is policy and teacher of a whole rise run: the trained weights are sampled there too", async () => {
    const config = {
      preset: "rise-distill",
      model: base,
      rollouts: { urls: [server.url], model: base, concurrency: 4, swap: { by: "name" } },
      teacher: { urls: [server.url], model: teacher, concurrency: 4 },
      prices: { [teacher]: { inputPerMillion: 1, outputPerMillion: 2 } },
      task: { level: "medium", counts: { train: 12, validation: 1, test: 6 } },
      mdp: { attemptsInView: 1, introspection: "neutral", maxTokens: 60 },
      collect: { turns: 1, afterSuccess: "continue" },
      train: { batchExamples: 8, learningRate: 1e-4 },
      evaluate: { turns: 2, seeds: 1 },
    };
    const [file, out] = [join(root, "run.yaml"), join(root, "run")];
    writeFileSync(file, stringify(config));
    const { code, stdout, stderr } = await rise("run", file, "--out", out, "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr });
    const summary = JSON.parse(stdout);
    expect(summary.models.map(({ name }: { name: string }) => name)).toEqual(["base", "iteration-1"]);
    const { usage } = summary.run;
    expect(usage[base].requests).toBeGreaterThanOrEqual(12 + 2 * 6 * 3); // collected, and two evaluations of two turns
    expect(usage[teacher].requests).toBeGreaterThanOrEqual(12);
    const { inputTokens, outputTokens, usd } = usage[teacher];
    expect(usd).toBeCloseTo((inputTokens + 2 * outputTokens) / 1e6);
    const again = await rise("run", file, "--out", out, "--json");
    expect(JSON.parse(again.stdout)).toEqual(summary); // finished: nobody is asked again
  });
});

test.runIf(python.command === undefined)(`transformers serve is not tried ${python.note}`, () => {
  rmSync(root, { recursive: true });
});
