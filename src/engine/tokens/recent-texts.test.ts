import { expect, test } from "vitest";
import { remembering } from "./recent-texts.ts";

test("a text that was encoded lately is not encoded again, and the ids are the caller's own", () => {
  const asked: string[] = [];
  const encode = remembering((text) => {
    asked.push(text);
    return [text.length, asked.length];
  });
  const first = encode("abc");
  first.push(99);
  expect(encode("abc")).toEqual([3, 1]);
  expect(asked).toEqual(["abc"]);
});

test("it keeps the texts that were used last, and not many", () => {
  let calls = 0;
  const encode = remembering((text) => [text.length + calls++]);
  const kept = encode("kept");
  for (let i = 0; i < 1000; i++) {
    encode(`text ${i}`);
    expect(encode("kept")).toEqual(kept);
  }
  expect(calls).toBe(1001);
  encode("text 0");
  expect(calls).toBe(1002); // forgotten
});
