import { expect, test } from "vitest";
import { editDistance, nearest, suggestion } from "./nearest.ts";

test("kitten is three letters from sitting", () => {
  expect(editDistance("kitten", "sitting")).toBe(3); // the textbook's example
  expect(editDistance("", "abc")).toBe(3);
});

test("a slip of the keys finds its name, whatever the case", () => {
  expect(nearest("itrations", ["iterations", "collect", "weight"])).toBe("iterations");
  expect(nearest("TAU", ["tau", "mode"])).toBe("tau");
});

test("another word finds none, and the names are listed", () => {
  expect(nearest("zebra", ["iterations", "collect"])).toBeUndefined();
  expect(nearest("lr", ["lora", "from"])).toBeUndefined(); // half of the two is one letter
  expect(suggestion("zebra", ["iterations", "collect"])).toBe("one of: iterations, collect");
});
