import { expect, test } from "vitest";
import { chooseToken, logProbabilityOf } from "./choose-token.ts";

/** Token 0 to 3 with these probabilities. */
const probabilities = Float32Array.of(0.5, 0.125, 0.25, 0.125);
const next = { probabilities, logProbabilities: undefined };
const draw = (uniform: number, topP = 1): number => chooseToken(next, { temperature: 1, topP }, () => uniform);

test("a draw falls to the token in whose interval it lies, intervals being laid out in order of id", () => {
  expect([0, 0.49, 0.5, 0.62, 0.63, 0.87, 0.88, 0.999].map((u) => draw(u))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
});

test("top-p keeps the fewest most probable tokens that reach it, ties to the smaller id, and rescales them", () => {
  expect([0, 0.999].map((u) => draw(u, 0.5))).toEqual([0, 0]); // token 0 alone reaches 0.5
  expect([0.66, 0.67, 0.999].map((u) => draw(u, 0.75))).toEqual([0, 2, 2]); // 0 and 2: two thirds, one third
  expect([0.99].map((u) => draw(u, 0.8))).toEqual([1]); // 0, 2 and 1, which ties with 3
  expect(new Set(Array.from({ length: 100 }, (_, i) => draw(i / 100, 0.99)))).toEqual(new Set([0, 1, 2, 3]));
});

test("greedy takes the first of the most probable and draws nothing", () => {
  const refuse = (): number => {
    throw new Error("greedy sampling must not draw");
  };
  expect(chooseToken(next, { temperature: 0, topP: 1 }, refuse)).toBe(0);
  const tied = { ...next, probabilities: Float32Array.of(0.1, 0.4, 0.4, 0.1) };
  expect(chooseToken(tied, { temperature: 0, topP: 1 }, refuse)).toBe(1);
});

test("a token of probability 0 is never drawn, not even at the edges", () => {
  const sparse = Float32Array.of(0, 1, 0);
  const edges = [0, 0.5, 1 - 2 ** -32];
  const all = { ...next, probabilities: sparse };
  for (const topP of [1, 0.9]) {
    expect(edges.map((u) => chooseToken(all, { temperature: 1, topP }, () => u))).toEqual([1, 1, 1]);
  }
});

test("a draw beyond a sum that rounding left below 1 is scaled to it, and favours no token", () => {
  const short = { ...next, probabilities: Float32Array.of(0.25, 0.5, 0.125, 0) }; // sums to 7/8
  // by hand: 0.9 * 7/8 = 0.7875, beyond 0.75; 0.88 * 7/8 = 0.77
  expect([0.5, 0.9, 0.88].map((u) => chooseToken(short, { temperature: 1, topP: 1 }, () => u))).toEqual([1, 2, 2]);
});

test("log-probabilities are at temperature 1: the probabilities' own where those are", () => {
  expect(logProbabilityOf(2, next)).toBeCloseTo(Math.log(0.25), 7);
  expect(logProbabilityOf(2, { ...next, logProbabilities: Float32Array.of(-1, -2, -3, -4) })).toBe(-3);
});
