import { expect, test } from "vitest";
import { additions } from "../mdp/testing/index.ts";
import { chooseProblems } from "./choose-problems.ts";

const problems = additions(10, "train");
const ids = (count: number | undefined, iteration: number, seed = 0): string[] =>
  chooseProblems(problems, count, { iteration, seed }).map(({ id }) => id);

test("without a number all problems are taken, in their order", () => {
  expect(ids(undefined, 2)).toEqual(problems.map(({ id }) => id));
  expect(ids(99, 1)).toHaveLength(10);
});

test("iterations take different parts until all were taken, then begin again", () => {
  const taken = [...ids(5, 1), ...ids(5, 2)];
  expect(new Set(taken).size).toBe(10);
  expect(ids(5, 3)).toEqual(ids(5, 1));
  expect(new Set(ids(7, 2)).size).toBe(7); // over the end: no problem twice
  expect(ids(5, 1)).not.toEqual(ids(5, 1, 1));
});
