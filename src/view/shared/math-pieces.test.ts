import { expect, test } from "vitest";
import { hasMath, mathPieces } from "./math-pieces.ts";
import { processorMs } from "../../../test/processor-ms.ts";

test("each of LaTeX's four marks makes mathematics of what is between", () => {
  expect(mathPieces(String.raw`so $x^2$ and \(y\): $$z$$ \[w\].`)).toEqual([
    { text: "so " },
    { text: "x^2", math: "inline" },
    { text: " and " },
    { text: "y", math: "inline" },
    { text: ": " },
    { text: "z", math: "display" },
    { text: " " },
    { text: "w", math: "display" },
    { text: "." },
  ]);
});

test.each([
  "It costs $5 and $6 more.",
  "$20 a day, then $30 a day",
  String.raw`an escaped \$5 and \$6`,
  "no dollars at all",
  "one $ alone",
])("%j is plain", (text) => {
  expect(
    mathPieces(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
  expect(mathPieces(text).every(({ math }) => math === undefined)).toBe(true);
});

test("a text that is longer than any that is read is not searched", () => {
  expect(hasMath(`$x$${"a".repeat(200_000)}`)).toBe(false);
});

test("a display may hold a line's end with a gap, and formulas that are left open are text", () => {
  expect(mathPieces(String.raw`So \[a \\[4pt] b\] holds, \[ and \(x\)`)).toEqual([
    { text: "So " },
    { text: String.raw`a \\[4pt] b`, math: "display" },
    { text: String.raw` holds, \[ and ` },
    { text: "x", math: "inline" },
  ]);
  const readAll = (): void => {
    for (const opening of [String.raw`\[`, String.raw`\(`, String.raw`\\`, String.raw`\[\\`]) {
      const text = opening.repeat(90_000 / opening.length);
      expect(mathPieces(text)).toEqual([{ text }]);
    }
  };
  expect(processorMs(readAll)).toBeLessThan(5000); // a minute where each looks for its end through all of the others
});
