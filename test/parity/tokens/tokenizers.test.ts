import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../src/engine/random.ts";
import { openTokenizer } from "../../../src/engine/tokens/index.ts";
import type { Tokenizer } from "../../../src/engine/tokens/index.ts";
import { findPython, runPython } from "../../python.ts";
import { hardTexts } from "./hard-texts.ts";

/** What Python makes of a tokenizer, as make-tokenizers.py prints it. */
interface Known {
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  readonly decoded: readonly string[];
  readonly scrambled: readonly (readonly number[])[];
  readonly scrambledText: readonly string[];
}

const pipelines = [
  "gpt-2",
  "smollm2",
  "llama-3",
  "qwen2",
  "kept",
  "tekken",
  "llama-2",
  "mistral",
  "metaspace",
  "unigram",
];
const python = findPython("tokenizers");
const folder = mkdtempSync(join(tmpdir(), "rise-tokenizers-"));
let known: Readonly<Record<string, Known>> = {};

/** Pieces of the hard texts, cut and joined at random. */
function shuffledTexts(count: number): string[] {
  const rng = createRng(5);
  const below = (bound: number): number => Math.floor(rng() * bound);
  const piece = (): string => {
    const characters = [...(hardTexts[below(hardTexts.length)] ?? "")];
    return characters.slice(below(characters.length), 1 + below(characters.length + 4)).join("");
  };
  return Array.from({ length: count }, () => Array.from({ length: 1 + below(5) }, piece).join(""));
}

beforeAll(() => {
  if (python.command === undefined) return;
  writeFileSync(join(folder, "texts.json"), JSON.stringify({ texts: [...hardTexts, ...shuffledTexts(400)] }));
  known = runPython(python, { file: join(import.meta.dirname, "make-tokenizers.py") }, folder) as typeof known; // as it prints them
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

function open(pipeline: string): { readonly tokenizer: Tokenizer; readonly want: Known } {
  const want = known[pipeline];
  if (want === undefined) throw new Error(`make-tokenizers.py makes no ${pipeline}`);
  const file = JSON.parse(readFileSync(join(folder, pipeline, "tokenizer.json"), "utf8"));
  return { tokenizer: openTokenizer({ tokenizer: file, config: {} }), want };
}

describe.skipIf(python.command === undefined).each(pipelines)(`the pipeline of %s ${python.note}`, (pipeline) => {
  test("encodes hard texts, and 400 made of their pieces, as Python does", () => {
    const { tokenizer, want } = open(pipeline);
    const wrong = want.texts.filter((text, i) => tokenizer.encode(text).join() !== want.ids[i]?.join());
    expect(wrong).toEqual([]);
    expect(want.texts.length).toBeGreaterThan(430);
  });

  test("decodes them, and 300 random lists of ids, as Python does", () => {
    const { tokenizer, want } = open(pipeline);
    expect(want.ids.map((ids) => tokenizer.decode(ids, { keepSpecial: true }))).toEqual(want.decoded);
    expect(want.scrambled.map((ids) => tokenizer.decode(ids))).toEqual(want.scrambledText);
  });

  test("reads half a surrogate pair as U+FFFD", () => {
    const { tokenizer } = open(pipeline);
    expect(tokenizer.encode("a\ud83d b\udc4d")).toEqual(tokenizer.encode("a\ufffd b\ufffd"));
  });
});
