import { expect, test } from "vitest";
import { parseRow } from "./jsonl.ts";
import { chatRow, tokensRow } from "./row-schemas.ts";

const chat = { messages: [{ role: "user" }, { role: "bot", content: 2 }], weight: -1 };

test.each([
  [chatRow, [1], "must be of type object, got [1]"],
  [chatRow, null, "must be of type object, got nothing"],
  [chatRow, chat, '"messages.0.content": must be of type string, got nothing; "messages.1.role": must be one of'],
  [chatRow, chat, 'system, user, assistant, got "bot"; "messages.1.content": must be of type string, got 2'],
  [chatRow, chat, '"weight": must be >= 0'],
  [chatRow, { messages: [] }, '"messages": needs a state and the assistant\'s answer to it'],
  [tokensRow, { tokens: [1], weights: [1] }, '"tokens": must have at least 2 values'],
  [tokensRow, { tokens: [1.5, 2], weights: [1, 1] }, '"tokens.0": must be of type int, got 1.5'],
  [tokensRow, { tokens: [1, 2], weights: [1] }, '"weights": must be as many as the tokens'],
] as const)("a row that is not as it must be is told in our own words (%#)", (schema, row, told) => {
  const parse = (): unknown => parseRow(row, "rows.jsonl line 1", schema);
  expect(parse).toThrow(told);
  expect(parse).not.toThrow(/invalid|expected/i);
});
