import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../../../test/python.ts";
import { BUILT_IN_CHAT_TEMPLATE, BUILT_IN_END_OF_TURN, BUILT_IN_SPECIAL_TOKENS } from "./index.ts";
import { openChat, openTokenizer, openTokens, trainTokenizer } from "./index.ts";
import type { ChatMessage } from "./index.ts";
import { learnMerges } from "./merges.ts";

const corpus = [
  "Anna has 12 apples and buys 30 more apples. How many apples does she have?",
  "Ben has 7 pears and gives away 3 pears. How many pears does he have?\n12 + 30 = 42\n#### 42",
];
const vocabSize = 290;
const files = new Map([
  ["tokenizer.json", JSON.stringify(trainTokenizer(corpus, { vocabSize, specialTokens: BUILT_IN_SPECIAL_TOKENS }))],
  [
    "tokenizer_config.json",
    JSON.stringify({ tokenizer_class: "PreTrainedTokenizerFast", eos_token: BUILT_IN_END_OF_TURN }),
  ],
  ["chat_template.jinja", BUILT_IN_CHAT_TEMPLATE],
]);
const { tokenizer, chat, endOfTurnIds } = openTokens(files);
if (chat === undefined) throw new Error("the built-in files have a chat template");

const message = fc.record<ChatMessage>({
  role: fc.constantFrom("system", "user", "assistant"),
  content: fc.string({ unit: "grapheme" }).filter((text) => !text.includes("<|")),
});
const chats = fc.array(message, { minLength: 1, maxLength: 5 });

describe("a trained tokenizer", () => {
  test("merges the most frequent pair first, ties to the pair that sorts first", () => {
    // By hand: "ab" occurs 3 times, "bc" twice; after joining "ab", "ab c" occurs twice and "d e" twice: "ab" < "d".
    const counts = new Map([["abc", 2], ["ab", 1], ["de", 2]]); // prettier-ignore
    expect(learnMerges(counts, 9)).toEqual([["a", "b"], ["ab", "c"], ["d", "e"]]); // prettier-ignore
  });

  test("never joins digits, and gives any text back", () => {
    expect(tokenizer.encode("1230")).toHaveLength(4);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text), { keepSpecial: true })).toBe(text);
      }),
    );
  });

  test("shortens the text that it was trained on and keeps special tokens whole", () => {
    expect(tokenizer.encode(" apples").length).toBeLessThan(" apples".length / 2);
    expect(tokenizer.encode("<|end|>")).toEqual([tokenizer.idOf("<|end|>")]);
    expect(tokenizer.decode([])).toBe("");
    expect(tokenizer.decode([vocabSize, ...tokenizer.encode("7")])).toBe("7"); // a model may have more ids than its tokenizer
  });

  test("is the same for the same texts and has another digest for other texts", () => {
    const train = (texts: string[]): string => {
      const tokenizer = trainTokenizer(texts, { vocabSize: 300, specialTokens: ["<|end|>"] });
      return openTokenizer({ tokenizer, config: {} }).digest;
    };
    expect(train(corpus)).toBe(train(corpus));
    expect(train(corpus)).not.toBe(train(["entirely other words, other words"]));
  });

  test("refuses a vocabulary without room for the bytes", () => {
    expect(() => trainTokenizer(corpus, { vocabSize: 100, specialTokens: [] })).toThrow(
      "vocabSize must be at least 256 (256 bytes and 0 special tokens), got 100; try 512",
    );
  });
});

describe("a tokenizer.json is refused where the library would split or find otherwise than Python's:", () => {
  const file = JSON.parse(files.get("tokenizer.json") ?? "");
  const opening = (changes: object) => () => openTokenizer({ tokenizer: { ...file, ...changes }, config: {} });

  test.each([
    [
      "pre_tokenizer",
      { type: "Whitespace" },
      'made of Sequence, Split, ByteLevel, Digits, Metaspace, got "Whitespace"',
    ],
    ["pre_tokenizer", { type: "Sequence", pretokenizers: [{ type: "Punctuation" }] }, 'got "Punctuation"'],
    ["pre_tokenizer", { type: "Split", pattern: { Regex: "a" }, behavior: "MergedWithNext" }, "Isolated or Removed"],
    ["normalizer", { type: "Precompiled" }, "normalizer must be made of Sequence, Prepend, Replace, NFC"],
    ["model", { type: "WordPiece", vocab: {} }, 'model must be made of BPE, Unigram, got "WordPiece"'],
  ])("%s %j", (part, step, message) => {
    expect(opening({ [part]: step })).toThrow(message);
  });

  test("a token that must stand alone as a word", () => {
    const added = { id: 300, content: "[word]", single_word: true };
    expect(opening({ added_tokens: [...file.added_tokens, added] })).toThrow('with single_word, got "[word]"');
  });
});

describe("a chat obeys the rendering laws:", () => {
  test("(a) the prompt of a longer chat begins with the tokens of the shorter one", () => {
    fc.assert(
      fc.property(chats, message, (messages, next) => {
        const shorter = chat.render(messages, { addGenerationPrompt: false });
        const longer = chat.render([...messages, next], { addGenerationPrompt: false });
        expect(longer.slice(0, shorter.length)).toEqual(shorter);
      }),
    );
  });

  test("(b, d) prompt and action are the whole rendering: one end-of-turn token, the last", () => {
    fc.assert(
      fc.property(chats, message, (state, { content }) => {
        const action = chat.encodeAction(state, content);
        const whole = chat.render([...state, { role: "assistant", content }], { addGenerationPrompt: false });
        expect([...chat.render(state, { addGenerationPrompt: true }), ...action]).toEqual(whole);
        expect(action.filter((id) => endOfTurnIds.includes(id))).toHaveLength(1);
        expect(endOfTurnIds).toContain(action.at(-1));
      }),
    );
  });

  test("(c) an action decodes to the text that it encodes", () => {
    fc.assert(
      fc.property(chats, message, (state, { content }) => {
        expect(tokenizer.decode(chat.encodeAction(state, content))).toBe(content);
      }),
    );
  });

  test("the end-of-turn token is found behind what a template writes after the content", () => {
    const spaced = openChat(tokenizer, "{% for m in messages %}{{ m.content }} \n<|end|>\n{% endfor %}", endOfTurnIds);
    expect(spaced.encodeAction([], "42")).toEqual([...tokenizer.encode("42"), tokenizer.idOf("<|end|>")]);
    const open = openChat(tokenizer, "{% for m in messages %}{{ m.content }}{% endfor %}", endOfTurnIds);
    expect(() => open.encodeAction([], "42")).toThrow("must close an assistant's message with an end-of-turn token");
  });

  test("a template that is not jinja or refuses the chat says so; one that asks for the date gets 26 July 2024", () => {
    const user: ChatMessage[] = [{ role: "user", content: "hi" }];
    const render = (template: string): string =>
      openChat(tokenizer, template, endOfTurnIds).renderText(user, { addGenerationPrompt: true });
    expect(() => render("{% for %}")).toThrow("must be valid jinja");
    expect(() => render("{{ raise_exception('no users') }}")).toThrow('must accept this chat, got "no users"');
    expect(render("{{ strftime_now('%a %-d %B %Y, 100%%') }} {{ date_string is defined }}")).toBe(
      "Fri 26 July 2024, 100% False", // a template's own default stands, as in transformers
    );
    expect(() => render("{{ strftime_now('%Q') }}")).toThrow("strftime must be given %Y");
    expect(render("{{ tools is none }} {{ documents is none }} {{ bos_token is defined }}")).toBe("True True False");
  });

  test("a template lies in its own file, in tokenizer_config.json, alone or as the default of a list, or in chat_template.json", () => {
    const tokenizerJson = files.get("tokenizer.json") ?? "";
    const generation = ["generation_config.json", JSON.stringify({ eos_token_id: [1, 0] })] as const;
    const opened = (...more: readonly (readonly [string, string])[]) =>
      openTokens(new Map([["tokenizer.json", tokenizerJson], generation, ...more])).chat;
    const config = (template: unknown) =>
      ["tokenizer_config.json", JSON.stringify({ chat_template: template })] as const;
    const listed = config([{ name: "tool_use", template: "a" }, { name: "default", template: "b" }]); // prettier-ignore
    const alone = ["chat_template.json", JSON.stringify({ chat_template: "c" })] as const;
    expect(opened()).toBeUndefined();
    expect(opened(config("a"))?.template).toBe("a");
    expect(opened(listed, alone)?.template).toBe("b");
    expect(opened(alone)?.template).toBe("c");
    expect(opened(listed, ["chat_template.jinja", "d"])?.template).toBe("d");
    expect(opened(alone)?.endOfTurnIds).toEqual([1, 0]);
    expect(() => opened(config([{ name: "rag", template: "a" }]))).toThrow(
      "must name a default among its templates, got rag",
    );
  });
});

const python = findPython("transformers", "tokenizers");
const folder = mkdtempSync(join(tmpdir(), "rise-tokens-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.skipIf(python.command === undefined)(
  `transformers reads the files and agrees on texts and chats ${python.note}`,
  () => {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const texts = [
      ...corpus,
      "",
      " ",
      "  two  spaces\n\nlines\ttabs ",
      "naïve 3.14 e^{x} 你好 🙂 it's I'll $5,000 <|end|> x",
    ];
    const dialogue: ChatMessage[] = [
      { role: "system", content: "Think." },
      { role: "user", content: "1 + 1?" },
      { role: "assistant", content: "#### 2" },
      { role: "user", content: "Again." },
    ];
    writeFileSync(join(folder, "in.json"), JSON.stringify({ texts, dialogue }));
    const script = `
import json, sys, transformers
folder = sys.argv[1]
tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
given = json.load(open(folder + "/in.json"))
print(json.dumps({
  "size": len(tokenizer),
  "ids": [tokenizer(text, add_special_tokens=False)["input_ids"] for text in given["texts"]],
  "chat": tokenizer.apply_chat_template(given["dialogue"], add_generation_prompt=True, return_dict=False),
}))`;
    expect(runPython(python, script, folder)).toEqual({
      size: vocabSize,
      ids: texts.map((text) => tokenizer.encode(text)),
      chat: chat.render(dialogue, { addGenerationPrompt: true }),
    });
    expect(readFileSync(join(folder, "chat_template.jinja"), "utf8")).toBe(chat.template);
  },
  240_000,
);

test("a template that ends a turn with a token that no file names is refused when the folder is opened", () => {
  const opened = (template: string, eos: readonly number[]) =>
    openTokens(
      new Map([
        ...files,
        ["tokenizer_config.json", "{}"],
        ["generation_config.json", JSON.stringify({ eos_token_id: eos })],
        ["chat_template.jinja", template],
      ]),
    );
  expect(() => opened(BUILT_IN_CHAT_TEMPLATE, [2])).toThrow(
    'closes an assistant\'s message with "<|end|>" (id 1), which no file names as end of turn, got 2',
  );
  expect(opened(BUILT_IN_CHAT_TEMPLATE, [2, 1]).endOfTurnIds).toEqual([2, 1]);
  // One that writes no token there, or takes no such chat, says nothing of the end.
  expect(opened("{% for m in messages %}{{ m.content }}\n{% endfor %}", [2]).chat).toBeDefined();
  expect(opened("{{ raise_exception('no') }}", [2]).chat).toBeDefined();
});

test("a tokenizer that would split the special tokens of a chat is refused", () => {
  const split = new Map([...files, ["tokenizer_config.json", JSON.stringify({ split_special_tokens: true })]]);
  expect(() => openTokens(split)).toThrow("must not have split_special_tokens");
});
