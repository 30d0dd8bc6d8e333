import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ChatMessage, Tokens } from "../../../src/engine/tokens/index.ts";
import { compileChatTemplate } from "../../../src/engine/tokens/chat-template.ts";
import { openTokens } from "../../../src/engine/tokens/index.ts";
import { trainingRow } from "../../../src/policies/embedded/training-row.ts";
import { findPython, runPython } from "../../python.ts";
import { familyChats, type FamilyChat } from "./chat-templates.ts";
import { hardTexts } from "./hard-texts.ts";
import { featureVariables, templateFeatures } from "./template-features.ts";

interface Rendered {
  readonly text: string;
  readonly ids: readonly number[];
}
/** As render-chats.py prints it. */
type Answer = (Rendered & { readonly prompt: Rendered }) | { readonly refused: true };

const python = findPython("transformers", "tokenizers", "jinja2");
const folder = mkdtempSync(join(tmpdir(), "rise-chats-"));
const folderOf = ({ name }: FamilyChat): string => join(folder, `chat-${name}`);

const says = (role: ChatMessage["role"], content: string): ChatMessage => ({ role, content });
const system = says("system", " Think {{ step }} by step. ");
const question = says("user", "What is 12 + 30?\n\nAnswer in \\boxed{}.");
const answers = [
  "It is 41. \\boxed{41}",
  "<think>\n12 + 30\n= 42\n</think>\n\nIt is **42**.",
  "42",
  " 你好 👩‍👧 \\(x^2\\)\n",
];
const again = says("user", "The answer is incorrect. Please try again.");

/** A trajectory's states, one for each turn. */
const states = answers.map((_, turn) => [
  question,
  ...answers.slice(0, turn).flatMap((answer) => [says("assistant", answer), again]),
]);
const chats: readonly (readonly ChatMessage[])[] = [
  ...states,
  ...states.map((state) => [system, ...state]),
  ...states.map((state, turn) => [...state, says("assistant", answers[turn] ?? "")]),
  ...hardTexts.map((text) => [says("user", text), says("assistant", `${text}!`), again]),
  [question, question],
];

interface Theirs {
  readonly families: readonly (readonly Answer[])[];
  readonly features: readonly (string | null)[];
}
let theirs: Theirs = { families: [], features: [] };
const opened = new Map<string, Tokens>();

beforeAll(() => {
  if (python.command === undefined) return;
  writeFileSync(join(folder, "texts.json"), JSON.stringify({ texts: hardTexts }));
  runPython(python, { file: join(import.meta.dirname, "make-tokenizers.py") }, folder);
  const folders = familyChats.map(writeFamily);
  const given = { chats, features: templateFeatures, variables: featureVariables };
  const script = { file: join(import.meta.dirname, "render-chats.py"), stdin: JSON.stringify(given) };
  theirs = runPython(python, script, ...folders) as Theirs; // as it prints them
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a folder with the family's tokenizer and template, and opens it as the engine does. */
function writeFamily(family: FamilyChat): string {
  const own = folderOf(family);
  const tokenizerJson = readFileSync(join(folder, family.pipeline, "tokenizer.json"), "utf8");
  const { tokenizer } = openTokens(new Map([["tokenizer.json", tokenizerJson]]));
  const files = new Map([
    ["config.json", JSON.stringify({ model_type: "llama" })],
    ["tokenizer.json", tokenizerJson],
    ["tokenizer_config.json", JSON.stringify({ tokenizer_class: "PreTrainedTokenizerFast", ...family.special })],
    [
      "generation_config.json",
      JSON.stringify({ eos_token_id: family.endOfTurn.map((token) => tokenizer.idOf(token)) }),
    ],
    ["chat_template.jinja", family.template],
  ]);
  mkdirSync(own);
  for (const [name, text] of files) writeFileSync(join(own, name), text);
  opened.set(family.name, openTokens(files));
  return own;
}

function open({ name }: FamilyChat) {
  const tokens = opened.get(name);
  if (tokens?.chat === undefined) throw new Error(`${name} has no chat`);
  const { tokenizer, chat } = tokens;
  const prompt = (state: readonly ChatMessage[]): number[] => chat.render(state, { addGenerationPrompt: true });
  const renderer = {
    tokenizerDigest: tokenizer.digest,
    renderPrompt: prompt,
    encodeAction: (state: readonly ChatMessage[], action: string) => chat.encodeAction(state, action),
  };
  return { tokenizer, chat, prompt, renderer };
}

/** What does not matter to a row: its state is set by the tests, its action is not what it was sampled as. */
const example = {
  id: "x",
  trajectory: "x",
  turn: 1,
  iteration: 1,
  reward: 1,
  weight: 1,
  action: "?",
  stop: "endOfTurn",
} as const;

const startsWith = (ids: readonly number[], start: readonly number[]): boolean => start.every((id, i) => ids[i] === id);

test.skipIf(python.command === undefined)(
  `what templates do, one thing at a time, gives the text that it gives in Python ${python.note}`,
  () => {
    const ours = templateFeatures.map((template) => {
      try {
        return compileChatTemplate(template)(featureVariables);
      } catch {
        return null;
      }
    });
    const table = (texts: readonly (string | null)[]) => texts.map((text, i) => [templateFeatures[i], text]);
    expect(table(ours)).toEqual(table(theirs.features));
    expect(ours.filter((text) => text === null)).toHaveLength(9); // those that are to be refused
  },
);

describe.skipIf(python.command === undefined).each(familyChats)(`$name's chats ${python.note}`, (family) => {
  test("are rendered as transformers does, as text and as ids", () => {
    const { chat } = open(family);
    const rendered = (messages: readonly ChatMessage[], addGenerationPrompt: boolean): Rendered => ({
      text: chat.renderText(messages, { addGenerationPrompt }),
      ids: chat.render(messages, { addGenerationPrompt }),
    });
    const ours = chats.map((messages): Answer => {
      try {
        return { ...rendered(messages, false), prompt: rendered(messages, true) };
      } catch (error) {
        if (!String(error).includes("alternate")) throw error;
        return { refused: true };
      }
    });
    expect(ours).toEqual(theirs.families[familyChats.indexOf(family)]);
    expect(ours.filter((answer) => "refused" in answer).length).toBeLessThan(2);
  });

  test("(a) a later prompt goes on from what was seen and sampled; where it does not, the example is what was seen and sampled", () => {
    const { prompt, renderer, chat } = open(family);
    const goesOn: boolean[] = [];
    for (const before of [[], [system]]) {
      for (const [turn, answer] of answers.slice(0, 2).entries()) {
        const state = [...before, ...(states[turn] ?? [])];
        const [seen, response] = [prompt(state), chat.encodeAction(state, answer)];
        const next = prompt([...before, ...(states[turn + 1] ?? [])]);
        goesOn.push(startsWith(next, [...seen, ...response.slice(0, -1)]));
        const tokens = { tokenizer: renderer.tokenizerDigest, prompt: seen, response, logprobs: response.map(() => 0) };
        const row = trainingRow({ ...example, state, tokens }, renderer, 10_000);
        expect(row.tokens).toEqual([...seen, ...response]);
        expect(row.weights.map((weight) => weight !== 0)).toEqual([
          // (b) the mask is the sampled tokens
          ...seen.map(() => false),
          ...response.map(() => true),
        ]);
      }
    }
    expect(goesOn.includes(false)).toBe(family.rewritesHistory);
  });

  test("(c) an action decodes to the text that it encodes, and (d) ends with its one end-of-turn token", () => {
    const { tokenizer, chat } = open(family);
    const form = family.pipeline === "qwen2" ? "NFC" : undefined; // Qwen's tokenizer writes composed characters
    for (const text of [...answers, ...hardTexts].filter((text) => !text.includes("<"))) {
      const ids = chat.encodeAction([question], text);
      expect(tokenizer.decode(ids)).toBe(form === undefined ? text : text.normalize(form));
      expect(ids.filter((id) => chat.endOfTurnIds.includes(id))).toEqual([ids.at(-1)]);
    }
  });

  test("(b, d) prompt and action are how the whole chat begins, unless the template adds a thought", () => {
    const { chat, prompt } = open(family);
    const whole = chat.render([question, says("assistant", "It is 42.")], { addGenerationPrompt: false });
    const action = chat.encodeAction([question], "It is 42.");
    expect(startsWith(whole, [...prompt([question]), ...action.slice(0, -1)])).toBe(family.name !== "Qwen3");
    expect(whole).toContain(action.at(-1));
  });

  test("an action that spells out the end of its turn ends there", () => {
    const { chat, tokenizer } = open(family);
    const [end = ""] = family.endOfTurn.slice(-1);
    const ids = chat.encodeAction([question], `42${end} and more`);
    expect(tokenizer.decode(ids)).toBe("42");
    expect(ids.at(-1)).toBe(tokenizer.idOf(family.endOfTurn.find((token) => family.template.includes(token)) ?? end));
  });

  test("know every token that ends a turn", () => {
    const { chat, tokenizer } = open(family);
    expect(chat.endOfTurnIds).toEqual(family.endOfTurn.map((token) => tokenizer.idOf(token)));
  });
});
