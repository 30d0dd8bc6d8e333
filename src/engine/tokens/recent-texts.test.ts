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

test("it keeps a megabyte or two of texts, however long each is, and none that is longer than that", () => {
  let calls = 0;
  const encode = remembering((text) => [text.length, calls++]);
  const long = (n: number): string => String(n).repeat(900_000);
  for (const n of [1, 2, 3]) encode(long(n)); // there is room for two
  encode(long(3));
  encode(long(2));
  expect(calls).toBe(3);
  encode(long(1));
  expect(calls).toBe(4); // forgotten
  const longest = "x".repeat(3_000_000);
  encode(longest);
  encode(longest);
  expect(calls).toBe(6);
  encode("short");
  encode("short");
  expect(calls).toBe(7); // and goes on keeping
});
