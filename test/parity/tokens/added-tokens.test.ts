import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openTokens, trainTokenizer } from "../../../src/engine/tokens/index.ts";
import { findPython, runPython } from "../../python.ts";

const python = findPython("transformers", "tokenizers");
const root = mkdtempSync(join(tmpdir(), "rise-added-"));
afterAll(() => rmSync(root, { recursive: true }));

const base = trainTokenizer(["ab ab cd"], { vocabSize: 259, specialTokens: ["<a>", "<eos>"] }) as {
  readonly added_tokens: readonly object[];
};
const token = (content: string, flags: object = {}) => ({
  content,
  lstrip: false,
  rstrip: false,
  single_word: false,
  normalized: false,
  special: true,
  ...flags,
});
const flagged = { ...base, added_tokens: base.added_tokens.map((one) => ({ ...one, lstrip: true, rstrip: true })) };
const texts = ["x <a> y <b>  z <eos> w <pad> v", "<a><b><eos>", " <b> ", "<a >"];

/** What a folder's files say, with whether we refuse what transformers settles in its own way. */
interface Case {
  readonly name: string;
  readonly config?: object;
  readonly files?: Readonly<Record<string, unknown>>;
  readonly tokenizer?: object;
  readonly refused?: string;
}
const cases: readonly Case[] = [
  { name: "nothing more" },
  { name: "a token that tokenizer.json lacks", config: { added_tokens_decoder: { 259: token("<b>") } } },
  { name: "with a gap", config: { added_tokens_decoder: { 300: token("<b>") } }, refused: "the id that it has, 259, got 300" },
  { name: "strip flags", config: { added_tokens_decoder: { 0: token("<a>", { lstrip: true, rstrip: true }) } } },
  { name: "no strip flags", config: { added_tokens_decoder: { 0: token("<a>"), 1: token("<eos>") } }, tokenizer: flagged },
  { name: "one flag each", config: { added_tokens_decoder: { 0: token("<a>", { lstrip: true }), 1: token("<eos>", { rstrip: true }) } } },
  { name: "another id", config: { added_tokens_decoder: { 7: token("<a>") } }, refused: "the id that it has, 0, got 7" },
  { name: "added_tokens.json", files: { "added_tokens.json": { "<b>": 259 } } },
  { name: "added_tokens.json, another id", files: { "added_tokens.json": { "<a>": 259 } }, refused: "the id that it has, 0, got 259" },
  { name: "added_tokens.json beside a decoder", config: { added_tokens_decoder: { 0: token("<a>") } }, files: { "added_tokens.json": { "<b>": 259 } } },
  { name: "a padding token that no vocabulary has", config: { pad_token: "<pad>" } },
  { name: "the same in the older file", files: { "special_tokens_map.json": { pad_token: token("<pad>") } } },
  { name: "further special tokens", config: { additional_special_tokens: ["<b>", "<pad>"] } },
  { name: "flags of an end token", config: { eos_token: { __type: "AddedToken", ...token("<eos>", { lstrip: true }) } } },
  { name: "a special token that is said to be none", config: { eos_token: "<eos>", added_tokens_decoder: { 0: token("<a>", { special: false }) } } },
]; // prettier-ignore

test.skipIf(python.command === undefined)(
  `tokens that further files add or change are found as transformers finds them, or refused ${python.note}`,
  () => {
    const folders = cases.map(({ config = {}, files = {}, tokenizer = base }, i) => {
      const folder = join(root, String(i));
      mkdirSync(folder);
      const all = new Map(
        Object.entries({
          "config.json": { model_type: "llama", vocab_size: 400 },
          "tokenizer.json": tokenizer,
          "tokenizer_config.json": { tokenizer_class: "PreTrainedTokenizerFast", ...config },
          ...files,
        }).map(([name, content]) => [name, JSON.stringify(content)]),
      );
      for (const [name, text] of all) writeFileSync(join(folder, name), text);
      return { folder, all };
    });
    const script = `
import json, sys, transformers
texts = json.loads(sys.argv[1])
def of(folder):
  tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
  return [tokenizer(text, add_special_tokens=False)["input_ids"] for text in texts]
print(json.dumps([of(folder) for folder in sys.argv[2:]]))`;
    const theirs = runPython(
      python,
      script,
      JSON.stringify(texts),
      ...folders.map(({ folder }) => folder),
    ) as number[][][];
    for (const [i, { name, refused }] of cases.entries()) {
      const open = () => openTokens(folders[i]?.all ?? new Map()).tokenizer;
      if (refused === undefined)
        expect(
          texts.map((text) => open().encode(text)),
          name,
        ).toEqual(theirs[i]);
      else expect(open, name).toThrow(refused);
    }
  },
);
