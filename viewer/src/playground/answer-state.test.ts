import { expect, test } from "vitest";
import { beforeAnswer, figuresOf, withEvent } from "./answer-state.ts";
import type { AnswerEvent, ToldTurn } from "./ask.ts";

const told = (turn: number, text: string, answer: string | null): ToldTurn => ({
  turn,
  text,
  answer,
  answer_class: answer === null ? null : 0,
  finish_reason: "stop",
  usage: { prompt_tokens: 10, completion_tokens: 3 },
});
const after = (...events: readonly AnswerEvent[]) => events.reduce(withEvent, beforeAnswer("rise-k2-vote"));

test("a turn grows by its pieces until it is told whole; what comes after says nothing new", () => {
  const growing = after({ kind: "piece", turn: 0, piece: "4" }, { kind: "piece", turn: 0, piece: "2" });
  expect(growing.turns).toEqual([{ text: "42" }]);
  const whole = withEvent(growing, { kind: "turn", turn: told(0, "42!", "42") });
  const answered = withEvent(whole, { kind: "piece", turn: 0, piece: "42!" }); // the answer, in the standard fields
  expect(answered.turns[0]?.text).toBe("42!");
});

test("turns stand at their places, whichever comes first", () => {
  const { turns } = after({ kind: "turn", turn: told(1, "b", "2") }, { kind: "turn", turn: told(0, "a", "1") });
  expect(turns.map(({ text }) => text)).toEqual(["a", "b"]);
});

test("an answer's figures sum over its turns; the answer is the chosen turn's", () => {
  const state = after(
    { kind: "turn", turn: told(0, "a", "1") },
    { kind: "turn", turn: told(1, "b", "2") },
    { kind: "outcome", outcome: { chosen: 1, ended: "turns", votes: [] } },
  );
  expect(figuresOf(state)).toEqual({ answer: "2", turns: 2, readTokens: 20, generatedTokens: 6 });
});
