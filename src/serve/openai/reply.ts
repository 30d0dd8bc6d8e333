import type { Attempt } from "../../mdp/index.ts";
import type { Thought, ThoughtTurn } from "../think/index.ts";
import type { Asked } from "./asked.ts";
import type { TellLogprobs } from "./logprobs.ts";

/** The parts of an answer that all its pieces share. */
export interface ReplyHead {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly system_fingerprint: string;
}

/** Tokens as the API counts them: over all turns of all answers. */
interface ReplyUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly completion_tokens_details?: { readonly reasoning_tokens: number };
}

/** The usage of attempts together. */
export function usageOf(attempts: readonly Attempt[]): ReplyUsage {
  const sum = (of: (usage: Attempt["usage"]) => number): number =>
    attempts.reduce((total, { usage }) => total + of(usage), 0);
  const [read, generated] = [sum(({ readTokens }) => readTokens), sum(({ generatedTokens }) => generatedTokens)];
  const thought = sum(({ thoughtTokens = 0 }) => thoughtTokens);
  return {
    prompt_tokens: read,
    completion_tokens: generated,
    total_tokens: read + generated,
    ...(thought === 0 ? {} : { completion_tokens_details: { reasoning_tokens: thought } }),
  };
}

/** The usage of thoughts together. */
export const usageOfThoughts = (thoughts: readonly Thought[]): ReplyUsage =>
  usageOf(thoughts.flatMap(({ turns }) => turns.map(({ turn }) => turn.attempt)));

/** Why a response ended, in the API's words. */
export const finishReason = ({ stop }: Pick<Attempt, "stop">): "stop" | "length" =>
  stop === "length" ? "length" : "stop";

/** A turn, in the extension `rise` of an answer. */
export function turnDocument({ turn, answerClass }: ThoughtTurn, place: number): object {
  const { attempt, grade } = turn;
  const { generatedTokens, readTokens } = attempt.usage;
  const isDecided = grade.outcome === "correct" || grade.outcome === "wrong";
  return {
    turn: place,
    text: attempt.text,
    ...(attempt.thought === undefined ? {} : { thought: attempt.thought }),
    answer: grade.answer,
    answer_class: answerClass,
    ...(isDecided ? { is_correct: grade.outcome === "correct" } : {}),
    finish_reason: finishReason(attempt),
    usage: { prompt_tokens: readTokens, completion_tokens: generatedTokens },
  };
}

/** The end of a thought: which turn is the answer, why the turns ended, and who voted for what. */
export function outcomeDocument({ turns, chosen, ended }: Thought): object {
  const voters = turns.map(({ turn, answerClass }, place) => ({ place, answerClass, answer: turn.grade.answer }));
  const classes = [...Map.groupBy(voters, ({ answerClass }) => answerClass)].filter(([one]) => one !== null);
  return {
    chosen,
    ended,
    votes: classes.map(([, alike]) => ({ answer: alike[0]?.answer, turns: alike.map(({ place }) => place) })),
  };
}

/** A whole answer. */
export function replyDocument(
  asked: Asked,
  head: ReplyHead,
  { strategy, logprobs }: { readonly strategy: string; readonly logprobs: TellLogprobs },
  thoughts: readonly Thought[],
): object {
  const choices = thoughts.map((thought, index) => {
    const attempt = answerOf(thought);
    const rise = { strategy, turns: thought.turns.map(turnDocument), ...outcomeDocument(thought) };
    const rest = { logprobs: logprobs(attempt), finish_reason: finishReason(attempt), rise };
    return asked.kind === "chat"
      ? { index, message: { role: "assistant", content: attempt.text, refusal: null }, ...rest }
      : { index, text: attempt.text, ...rest };
  });
  const object = asked.kind === "chat" ? "chat.completion" : "text_completion";
  return { ...head, object, choices, usage: usageOfThoughts(thoughts) };
}

/** The attempt that is the answer. */
export function answerOf({ turns, chosen }: Thought): Attempt {
  const answer = turns[chosen];
  if (answer === undefined) throw new Error(`a thought must have a turn ${chosen}, got ${turns.length} turns`);
  return answer.turn.attempt;
}
