import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallModel } from "../small-model.ts";
import { rise } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise-model-folders-"));
const small = join(root, "small"); // reads 2,048 tokens, has a vocabulary of 320
const rows = join(root, "rows.jsonl");
afterAll(() => rmSync(root, { recursive: true }));
beforeAll(() => {
  writeSmallModel(small);
  const tokens = Array.from({ length: 2050 }, () => 7);
  writeFileSync(rows, JSON.stringify({ tokens, weights: tokens.map((_, i) => (i === 0 ? 0 : 1)) }));
});

/** A copy of the small model with one file changed, or removed. */
function folderWith(name: string, file: string, change: (text: string) => string | undefined): string {
  const folder = join(root, name);
  cpSync(small, folder, { recursive: true });
  const text = change(readFileSync(join(folder, file), "utf8"));
  if (text === undefined) rmSync(join(folder, file));
  else writeFileSync(join(folder, file), text);
  return folder;
}

const withFields = (fields: object) => (text: string) => JSON.stringify({ ...JSON.parse(text), ...fields });

/** What a command that must fail says: one line without a stack. */
async function complaint(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await rise(...args);
  expect([1, 2]).toContain(code);
  expect(stdout).toBe("");
  const lines = stderr.trimEnd().split("\n");
  expect(lines.filter((line) => line.startsWith("rise: "))).toEqual([lines.at(-1)]);
  return lines.at(-1) ?? "";
}

const ask = (folder: string): string[] => ["generate", "--model", folder, "--prompt", "What is 3 + 4?", "--max-tokens", "4"]; // prettier-ignore
const evaluate = (folder: string): string[] => ["eval", "--model", folder, "--task", "word-problems", "--limit", "2"];

describe("one line says what is wrong with a model folder and what to do:", () => {
  test("no chat template", async () => {
    const folder = folderWith("mute", "chat_template.jinja", () => undefined);
    expect(await complaint(...evaluate(folder))).toContain(
      "must have a chat template, but has none; add chat_template.jinja",
    );
    expect(await complaint(...ask(folder))).toContain("has no chat template; give --raw");
  });

  test("a tokenizer with more tokens than the model", async () => {
    const extra = { id: 400, content: "<extra>", special: true, normalized: false };
    const more = (text: string): string => JSON.stringify(withExtra(JSON.parse(text)));
    const withExtra = (json: { added_tokens: object[] }) => ({ ...json, added_tokens: [...json.added_tokens, extra] });
    const folder = folderWith("talkative", "tokenizer.json", more);
    for (const command of [ask(folder), evaluate(folder)])
      expect(await complaint(...command)).toMatch(
        /tokenizer.json must have ids below the model's vocab_size 320, got 400 for "<extra>"; take/,
      );
  });

  test("an architecture that is not read", async () => {
    const folder = folderWith("gemma", "config.json", withFields({ architectures: ["Gemma2ForCausalLM"] }));
    expect(await complaint(...ask(folder))).toContain(
      'SmolLM3ForCausalLM, got ["Gemma2ForCausalLM"]; choose a model of',
    );
  });

  test("a field that would change the numbers", async () => {
    const folder = folderWith(
      "long",
      "config.json",
      withFields({ rope_scaling: { rope_type: "longrope", factor: 4 } }),
    );
    expect(await complaint(...ask(folder))).toMatch(
      /rope_type must be .*"yarn", got "longrope"; the engine would compute other/,
    );
  });
});

describe("one line says that a sequence is longer than the model's positions:", () => {
  test("a prompt with its answer", async () => {
    const [message] = [await complaint(...ask(small).slice(0, -1), "2048")];
    expect(message).toMatch(
      /must fit in the model's 2048 positions, got \d+ prompt tokens \+ maxTokens 2048 = \d+; lower/,
    );
  });

  test.each([
    ["a row to be scored", ["logprobs", "--model", small, "--input", rows]],
    ["a row to be trained on", ["train", "--model", small, "--data", rows, "--out", join(root, "trained")]],
  ])("%s", async (_, args) => {
    expect(await complaint(...args)).toMatch(
      /has 2050 tokens, but the model reads at most 2048|at most 2048 tokens.*got 2050/,
    );
  });
});
