import { expect, test } from "vitest";
import { additions } from "../mdp/testing/index.ts";
import { chooseTestProblems } from "./choose-test-problems.ts";

test("a sample is always the same, spread over the set, in the set's order; no test problems are an error", () => {
  const problems = additions(200, "test");
  const chosen = chooseTestProblems(problems, 20);
  expect(chosen).toEqual(chooseTestProblems(problems, 20));
  expect(new Set(chosen).size).toBe(20);
  expect(chosen).not.toEqual(problems.slice(0, 20));
  expect(chosen.map((problem) => problems.indexOf(problem))).toEqual(
    chosen.map((problem) => problems.indexOf(problem)).toSorted((a, b) => a - b),
  );
  expect(chooseTestProblems(problems)).toBe(problems);
  expect(() => chooseTestProblems([])).toThrow("there are none");
});
