import { expect, test } from "vitest";
import { numberWithin } from "./options.ts";

test("a share that is no share is refused as the flag is read, before a model is opened", () => {
  const read = numberWithin(0, 1);
  expect(["1", "0.5", "1e-3"].map(read)).toEqual([1, 0.5, 1e-3]);
  for (const text of ["0", "2", "-1", "", " ", "x", "NaN", "Infinity"]) {
    expect(() => read(text)).toThrow("wanted a number > 0 and <= 1.");
  }
});
