import * as fc from "fast-check";
import { expect, test } from "vitest";
import { observations, passAt, rightness, votedRight } from "./observe.ts";
import { attemptsOf, outcomeOf, seedOf } from "./testing.ts";

const shape = { five: 5, equalTokensSamples: 7 };

test("the metrics of one problem, by hand", () => {
  const seed = seedOf("wxccx", "wcccnwwww");
  const metric = (name: keyof typeof observations) => observations[name](seed, shape);
  expect(metric("m1@t1")).toBe(0);
  expect(metric("m1@t5")).toBe(0); // x and c twice each, x first
  expect(metric("p1@t5")).toBe(1);
  expect(metric("m5@t1")).toBe(1); // w c c c n
  expect(metric("m@t1 equal tokens")).toBe(0); // w c c c n w w: three each, w first
  expect(metric("pass@5")).toBe(passAt(5, seed.parallel));
});

test("pass@k is the mean over all k-subsets of the samples, by enumeration", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[cwn]{5,8}$/), fc.integer({ min: 1, max: 5 }), (letters, k) => {
      const subsets = subsetsOf([...letters], k);
      const mean = subsets.filter((subset) => subset.includes("c")).length / subsets.length;
      expect(passAt(k, attemptsOf(letters))).toBeCloseTo(mean, 9);
    }),
  );
});

test("an attempt that the grader could not decide is neither right nor wrong (I4)", () => {
  expect(rightness(outcomeOf("e"))).toBeUndefined();
  expect(votedRight(attemptsOf("eew"))).toBeUndefined(); // its class won the vote
  expect(votedRight(attemptsOf("ewwcc"))).toBe(0);
  expect(votedRight(attemptsOf("nn"))).toBe(0);
  expect(observations["p1@t5"](seedOf("wwewc"), shape)).toBe(1);
  expect(observations["p1@t5"](seedOf("wwew"), shape)).toBeUndefined();
});

function subsetsOf(items: readonly string[], size: number): readonly (readonly string[])[] {
  const [first, ...rest] = items;
  if (size === 0) return [[]];
  if (first === undefined) return [];
  return [...subsetsOf(rest, size - 1).map((subset) => [first, ...subset]), ...subsetsOf(rest, size)];
}
