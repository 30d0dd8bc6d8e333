import type { Message } from "./problem.ts";

/** The named introspection prompts. `{problem}` stands for the problem's text. */
export const introspectionPresets = {
  /** The paper's. */
  paper: "This response is not correct, please introspect and correct your answer.",
  /** The authors' released code's: it restates the problem, which keeps a weak model competent at later turns. */
  "authors-code": "The answer is incorrect. Please try again. Here's the question: {problem}",
  /** Says nothing about whether the attempt is right. */
  neutral: "Check your answer, then answer again. Here's the question: {problem}",
  /** The same without the problem, which stands at the chat's beginning: it costs the fewest tokens. */
  brief: "Check your answer, then answer again.",
} as const;

/** The name of a preset, or a template of the user's own. */
export type IntrospectionPrompt = keyof typeof introspectionPresets | { readonly template: string };

/** The user message that follows an attempt: the task's feedback, if any, then the introspection prompt. */
export function introspectionMessage(prompt: IntrospectionPrompt, question: string, feedback?: string): Message {
  const template = typeof prompt === "string" ? introspectionPresets[prompt] : prompt.template;
  const text = template.split("{problem}").join(question); // no pattern: a question may hold "$&"
  return { role: "user", content: feedback === undefined ? text : `${feedback}\n${text}` };
}
