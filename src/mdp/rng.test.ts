import { expect, test } from "vitest";
import { createRng, seedOf } from "./rng.ts";

test("seedOf is FNV-1a, by its published test vectors", () => {
  expect(seedOf("")).toBe(0x811c9dc5);
  expect(seedOf("a")).toBe(0xe40c292c);
  expect(seedOf("foobar")).toBe(0xbf9cf968);
});

test("parts are kept apart: ab, c is not a, bc", () => {
  expect(seedOf("ab", "c")).not.toBe(seedOf("a", "bc"));
});

test("draws below n are uniform within four standard deviations, and a shuffle loses nothing", () => {
  const rng = createRng(3);
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 50_000; i++) {
    const drawn = rng.below(5);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(4 * Math.sqrt(50_000 * 0.2 * 0.8));
  const items = Array.from({ length: 100 }, (_, i) => i);
  const shuffled = createRng(1).shuffle(items);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  expect(createRng(1).shuffle(items)).toEqual(shuffled);
});
