import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { equivalent } from "./equivalent.ts";

const bothWays = (a: string, b: string): readonly string[] => [equivalent(a, b), equivalent(b, a)];
const areEqual = ["equal", "equal"];
const areDifferent = ["different", "different"];

/** Arithmetic and algebra in LaTeX, as text. */
const leaf = fc.oneof(
  fc.integer({ min: 1, max: 99 }).map(String),
  fc.constantFrom("x", "y", "n", "\\pi", "\\theta"),
  fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 20 })).map(([p, q]) => `\\frac{${p}}{${q}}`),
  fc.integer({ min: 2, max: 30 }).map((k) => `\\sqrt{${k}}`),
);
const expression = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a}+${b})`),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a}-${b})`),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a})(${b})`),
    fc.tuple(tie("node"), leaf).map(([a, b]) => `\\frac{${a}}{${b}}`),
    tie("node").map((a) => `(${a})^{2}`),
    tie("node").map((a) => `\\sin(${a})`),
  ),
})).node;

const runs = { numRuns: 30, seed: 20_240_718 };

describe("equivalence", () => {
  test("is reflexive and symmetric", () => {
    fc.assert(
      fc.property(expression, expression, (a, b) => {
        expect(bothWays(a, a)).toEqual(areEqual);
        expect(equivalent(a, b)).toBe(equivalent(b, a));
      }),
      runs,
    );
  });

  test("does not see spacing, the size of brackets or the kind of fraction", () => {
    fc.assert(
      fc.property(expression, (a) => {
        const sized = a.replaceAll("(", "\\left(").replaceAll(")", "\\right)").replaceAll("\\frac", "\\dfrac");
        expect(bothWays(a, sized)).toEqual(areEqual);
        expect(bothWays(a, a.replaceAll("+", " + ").replaceAll("-", "\\, - \\; "))).toEqual(areEqual);
      }),
      runs,
    );
  });

  test("holds for commuting, adding 0, multiplying by 1 and expanding", () => {
    fc.assert(
      fc.property(expression, expression, leaf, (a, b, c) => {
        expect(bothWays(`(${a})+(${b})`, `(${b})+(${a})`)).toEqual(areEqual);
        expect(bothWays(`(${a})(${b})`, `(${b}) \\cdot (${a})`)).toEqual(areEqual);
        expect(bothWays(a, `${a}+0`)).toEqual(areEqual);
        expect(bothWays(a, `1 \\cdot (${a})`)).toEqual(areEqual);
        expect(bothWays(`(${c})((${a})+(${b}))`, `(${c})(${a})+(${c})(${b})`)).toEqual(areEqual);
      }),
      runs,
    );
  });

  test("refuses a shift by a thousandth, whatever the expression", () => {
    fc.assert(
      fc.property(expression, (a) => {
        expect(bothWays(a, `${a}+0.001`)).toEqual(areDifferent);
        expect(bothWays(a, `${a}+10^{-3}`)).toEqual(areDifferent);
      }),
      runs,
    );
  });

  test("refuses a changed digit", () => {
    const changed = fc.tuple(
      fc.bigInt({ min: 1n, max: 10n ** 30n }),
      fc.nat(),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(12),
    );
    fc.assert(
      fc.property(changed, ([n, at, shift, places]) => {
        const digits = [...String(n)];
        const i = at % digits.length;
        digits[i] = String((Number(digits[i]) + shift) % 10);
        const point = (text: string): string =>
          `${text.padStart(13, "0").slice(0, -places || undefined)}.${text.padStart(13, "0").slice(-places || text.length + 13)}`;
        const [a, b] = [String(n), digits.join("")];
        expect(bothWays(a, b)).toEqual(areDifferent);
        if (places > 0) expect(bothWays(point(a), point(b))).toEqual(areDifferent);
      }),
      runs,
    );
  });

  test("refuses a dropped minus", () => {
    const positive = fc.oneof(
      fc.integer({ min: 1, max: 10 ** 9 }).map(String),
      fc.integer({ min: 2, max: 999 }).map((k) => `\\sqrt{${k}}+1`),
      fc.integer({ min: 2, max: 999 }).map((k) => `${k}x`),
    );
    fc.assert(
      fc.property(positive, (a) => {
        expect(bothWays(a, `-(${a})`)).toEqual(areDifferent);
      }),
      runs,
    );
  });

  test("refuses a swapped tuple and accepts a reordered list", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (a, b, c) => {
        fc.pre(a !== b);
        expect(bothWays(`(${a},${b},${c})`, `(${b},${a},${c})`)).toEqual(areDifferent);
        expect(bothWays(`${a}, ${b}, ${c}`, `${c}, ${b}, ${a}`)).toEqual(areEqual);
      }),
      runs,
    );
  });
});

describe("what cannot be read or shown", () => {
  test("two texts that are no mathematics are not equal for that reason", () => {
    expect(equivalent("\\frac{1}{", "\\int_0^1 x")).not.toBe("equal");
    expect(equivalent("@#!", "$%^&")).not.toBe("equal");
    expect(equivalent("", "")).not.toBe("equal");
  });

  test("a number beyond all budgets is unknown, not different", () => {
    expect(equivalent("9^{9^{9^9}}", "9^{9^{9^8}}+1")).toBe("unknown");
  });
});
