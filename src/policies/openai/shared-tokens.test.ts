import { expect, test } from "vitest";
import { sharedTokens } from "./shared-tokens.ts";

const ended = (text: string) => ({ text, stop: "endOfTurn" }) as const;

test("tokens counted together are shared by the lengths of the texts", () => {
  expect(sharedTokens(12, [ended("abc"), ended("abcdef"), ended("abc")], 20)).toEqual([3, 6, 3]);
});

test("a response that was cut off has all it was allowed, and none has more", () => {
  expect(sharedTokens(14, [{ text: "a", stop: "length" }, ended("abcdefgh")], 10)).toEqual([10, 4]);
  expect(sharedTokens(90, [ended("a"), ended("abcdefgh")], 10)).toEqual([10, 10]);
});

test("every response has at least a token", () => {
  expect(sharedTokens(0, [ended(""), ended("")], 10)).toEqual([1, 1]);
});
