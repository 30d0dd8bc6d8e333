import type { DataSource, WeightedExample } from "./data-format.ts";

/** Examples that a chat can say: its trainer ends every answer with an end of turn, which one that was cut off does not have. */
export function chatExamples({ examples }: DataSource): {
  readonly whole: readonly WeightedExample[];
  readonly leftOut: number;
} {
  const whole = examples.filter(({ example }) => example.stop === "endOfTurn");
  return { whole, leftOut: examples.length - whole.length };
}

/** The chat of an example, with fields that tell the earlier answers, which are not trained on, from the last. */
export function chatOf(
  { example: { state, action } }: WeightedExample,
  earlierAnswer: object,
  lastAnswer: object,
): readonly object[] {
  return [
    ...state.map((message) => (message.role === "assistant" ? { ...message, ...earlierAnswer } : message)),
    { role: "assistant", content: action, ...lastAnswer },
  ];
}
