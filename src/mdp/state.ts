import { introspectionMessage, type IntrospectionPrompt } from "./introspection.ts";
import type { Message } from "./problem.ts";

/** An earlier attempt as a state keeps it: the response and the task's feedback on it, if any. */
export interface PastAttempt {
  readonly text: string;
  readonly feedback?: string;
}

/** The inputs of a state besides the attempts. */
export interface StateOptions {
  /** w: how many of the latest attempts the state keeps; the problem always stays. At least 1. */
  readonly attemptsInView: number;
  readonly introspection: IntrospectionPrompt;
}

/**
 * The state at turn t: the problem's chat, then for each attempt in view the attempt and the introspection prompt.
 *
 * @param problemChat the first turn's chat, ending in a user message
 * @param question the problem's text, for prompts that restate it
 * @param past all earlier attempts, oldest first, shape [t]
 * @see Qu et al. 2024, arXiv:2407.18219, section 4.1
 */
export function stateOf(
  problemChat: readonly Message[],
  question: string,
  past: readonly PastAttempt[],
  { attemptsInView, introspection }: StateOptions,
): readonly Message[] {
  const inView = past.slice(-attemptsInView);
  const history = inView.flatMap(({ text, feedback }): Message[] => [
    { role: "assistant", content: text },
    introspectionMessage(introspection, question, feedback),
  ]);
  return [...problemChat, ...history];
}
