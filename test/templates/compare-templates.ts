/**
 * Chats rendered by many templates here and in Python: equal, refused by name, or a fault. One message to seven, thoughts,
 * white space of all kinds, text that looks like jinja.
 */
import { compileChatTemplate } from "../../src/engine/tokens/chat-template.ts";
import type { ChatMessage } from "../../src/engine/tokens/index.ts";
import { runPython, type Python } from "../python.ts";

/** What one side makes of one chat. */
type Outcome = { readonly text: string } | { readonly error: string };
type Answer = readonly Outcome[] | { readonly refused: string };

/** How a template fared on all chats. */
export interface TemplateResult {
  readonly name: string;
  readonly verdict: "equal" | "refused" | "differs";
  /** Chats that both rendered alike, and that both refused. */
  readonly rendered: number;
  readonly refusedByBoth: number;
  /** Why it was refused, or the first difference. */
  readonly why: string;
}

const special = { bos_token: "<s>", eos_token: "</s>", pad_token: "<pad>", unk_token: "<unk>" };

const says = (role: ChatMessage["role"], content: string): ChatMessage => ({ role, content });
const contents = [
  "What is 12 + 30?\n\nAnswer in \\boxed{}.",
  "<think>\n12 + 30\n= 42\n</think>\n\nIt is **42**.",
  " Look again.\n",
  "  \nA1, trailing \n\n",
  "{{ x }} {% y %} {# z #} '\"\\n <|im_end|> é 你好 👩‍👧 <b>&</b>",
  "<think>a</think>b<think>c</think>d\u0085",
  "last\ufeff \u200b\t",
];
const dialogue = contents.map((content, i) => says(i % 2 === 0 ? "user" : "assistant", content));
const system = says("system", " Think step by step. /no_think\n");

/** Chats of one to seven messages, with and without a system message, and some that templates often refuse. */
export const chats: readonly (readonly ChatMessage[])[] = [
  ...dialogue.map((_, i) => dialogue.slice(0, i + 1)),
  ...dialogue.slice(0, 6).map((_, i) => [system, ...dialogue.slice(0, i + 1)]),
  [says("user", "")],
  [says("user", "Q"), says("assistant", ""), says("user", "again")],
  [
    says("user", "Q"),
    says("assistant", "unclosed <think> thought"),
    says("user", "R"),
    says("assistant", "</think> only"),
  ],
  [says("user", "Q"), says("user", "R")],
  [system],
  [says("assistant", "first"), says("user", "Q")],
];

/** Renders all chats by all templates on both sides. */
export function compareTemplates(templates: ReadonlyMap<string, string>, python: Python): readonly TemplateResult[] {
  const file = new URL("render-templates.py", import.meta.url).pathname;
  const given = { templates: [...templates.values()], chats, special };
  const theirs = runPython(python, { file, stdin: JSON.stringify(given) }) as readonly Answer[]; // as it prints them
  return [...templates].map(([name, template], i) => compare(name, ours(template), theirs[i] ?? []));
}

function ours(template: string): Answer {
  let render: ReturnType<typeof compileChatTemplate>;
  try {
    render = compileChatTemplate(template);
  } catch (error) {
    return { refused: String(error) };
  }
  const prompts = [false, true];
  return chats.flatMap((messages) =>
    prompts.map((add_generation_prompt): Outcome => {
      try {
        return { text: render({ ...special, messages, add_generation_prompt }) };
      } catch (error) {
        return { error: String(error) };
      }
    }),
  );
}

function compare(name: string, mine: Answer, theirs: Answer): TemplateResult {
  const none = { name, rendered: 0, refusedByBoth: 0 };
  if ("refused" in mine && "refused" in theirs)
    return { ...none, verdict: "equal", why: `Python refuses it too: ${theirs.refused}` };
  if ("refused" in mine) return { ...none, verdict: "refused", why: mine.refused };
  if ("refused" in theirs) return { ...none, verdict: "differs", why: `Python refuses it: ${theirs.refused}` };
  let [rendered, refusedByBoth] = [0, 0];
  let refusal = "";
  for (const [i, one] of mine.entries()) {
    const other = theirs[i] ?? { error: "none" };
    if ("text" in one && "text" in other && one.text === other.text) rendered += 1;
    else if ("error" in one && "error" in other) refusedByBoth += 1;
    else if ("error" in one) refusal ||= `${one.error} [chat ${i}]`;
    else return { name, rendered, refusedByBoth, verdict: "differs", why: difference(i, one, other) };
  }
  const verdict = refusal === "" ? "equal" : "refused";
  return { name, rendered, refusedByBoth, verdict, why: refusal };
}

function difference(chat: number, one: Outcome, other: Outcome): string {
  if (!("text" in one)) return one.error;
  if (!("text" in other)) return `chat ${chat}: Python refuses it: ${other.error}`;
  const at = [...one.text].findIndex((_, i) => one.text[i] !== other.text[i]);
  const from = Math.max(0, (at < 0 ? Math.min(one.text.length, other.text.length) : at) - 30);
  const cut = (text: string): string => JSON.stringify(text.slice(from, from + 80));
  return `chat ${chat}: ours ${cut(one.text)}, Python's ${cut(other.text)}`;
}
