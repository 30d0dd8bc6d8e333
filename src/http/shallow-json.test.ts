import { expect, test } from "vitest";
import { DeepJson, parseShallow } from "./shallow-json.ts";

test("what answers are like is parsed; brackets in texts are no depth", () => {
  const text = JSON.stringify({ a: [{ b: "[[[".repeat(100), c: '"\\' }], d: "\\" });
  expect(parseShallow(Buffer.from(text))).toEqual(JSON.parse(text));
});

test("ten megabytes of brackets are refused before they are parsed, in lists and in objects", () => {
  for (const opening of ["[", '{"a":'])
    expect(() => parseShallow(Buffer.from(opening.repeat(5_000_000)))).toThrow(DeepJson);
});

test("no JSON is a SyntaxError, as from JSON.parse", () => {
  for (const text of ["", "<html>", '{"a', "]]"]) expect(() => parseShallow(Buffer.from(text))).toThrow(SyntaxError);
});
