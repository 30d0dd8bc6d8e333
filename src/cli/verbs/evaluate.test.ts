import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { RunSummary } from "../../mdp/index.ts";
import { toyModels } from "../../mdp/testing/index.ts";
import { writeSmallModel } from "../../../test/small-model.ts";
import { loadRunConfig } from "../config/load-run-config.ts";
import type { DeviceChoice } from "../device-choice.ts";
import { evaluateModel } from "./evaluate.ts";

const root = mkdtempSync(join(tmpdir(), "rise-evaluate-"));
afterAll(() => rmSync(root, { recursive: true }));
const [out, model, problems] = [join(root, "record"), join(root, "model"), join(root, "test.jsonl")];

/** An evaluation of the toy model, which may stop after some of the work. */
function evaluates({
  accept = false,
  stopAfter = Infinity,
  notes = [] as string[],
  device = "cpu" as DeviceChoice,
} = {}): Promise<RunSummary> {
  const controller = new AbortController();
  let events = 0;
  const onProgress = (): void => {
    if (++events >= stopAfter) controller.abort(new Error("stopped"));
  };
  const config = loadRunConfig({
    config: {
      model,
      task: { name: "custom", files: { test: problems } },
      evaluate: { seeds: 1, turns: 2 },
      engine: { device },
    },
  });
  const disk = new Map([[model, { weights: { first: 0, afterWrong: 0, afterRight: 0 } }]]);
  const openModels = async () => ({ ...toyModels(disk), check: () => Promise.resolve() });
  const context = { onProgress, signal: controller.signal, note: (line: string) => notes.push(line) };
  return evaluateModel({ config, out, openModels, accept }, context);
}

const edit = (file: string, change: (text: string) => string): void =>
  writeFileSync(file, change(readFileSync(file, "utf8")));

beforeEach(async () => {
  for (const made of [out, model]) rmSync(made, { recursive: true, force: true });
  const rows = Array.from({ length: 20 }, (_, i) => ({ problem: `What is ${500 + i} + 4?`, answer: 504 + i }));
  writeFileSync(problems, rows.map((row) => JSON.stringify(row)).join("\n"));
  writeSmallModel(model); // the toy stands in for it
  await expect(evaluates({ stopAfter: 3 })).rejects.toThrow("stopped");
});

describe("a recorded evaluation that was stopped", () => {
  test("goes on to what it would have been", async () => {
    const { models } = await evaluates();
    rmSync(out, { recursive: true });
    expect((await evaluates()).models).toEqual(models);
  });

  test.each<[string, () => void, string]>([
    [
      "another gold answer",
      () => edit(problems, (text) => text.replace('"answer":507', '"answer":508')),
      'problem custom-test-4: its answer was "507", is now "508"',
    ],
    [
      "another question",
      () => edit(problems, (text) => text.replace("What is 501", "How much is 501")),
      "custom-test-2: its question or solution is another",
    ],
    [
      "another chat template",
      () => edit(join(model, "chat_template.jinja"), (text) => text.replace("in messages", "in  messages")),
      "the model's chat_template.jinja: line 1 was",
    ],
  ])("is refused under %s, and goes on where that is accepted", async (_, change, message) => {
    change();
    await expect(evaluates()).rejects.toThrow(message);
    const notes: string[] = [];
    await expect(evaluates({ accept: true, notes })).resolves.toBeDefined();
    expect(notes.join("\n")).toContain("and accepted");
  });
});

test("a record that holds nothing yet is begun on the device that is asked for", async () => {
  rmSync(out, { recursive: true });
  vi.stubEnv("VK_DRIVER_FILES", "/somewhere/vk_swiftshader_icd.json"); // auto looks, and takes the processor untested
  const notes: string[] = [];
  await evaluates({ device: "auto", notes });
  vi.unstubAllEnvs();
  expect(notes.join("\n")).toContain("the processor computes, device cpu");
});
