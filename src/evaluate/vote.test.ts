import * as fc from "fast-check";
import { expect, test } from "vitest";
import { majority } from "../mdp/index.ts";
import { attemptsOf } from "./testing.ts";

const elected = (letters: string): string | undefined => majority(attemptsOf(letters))?.outcome;

test("the most frequent answer wins", () => {
  expect(elected("wxccx")).toBe("wrong"); // x twice, c twice: x was first
  expect(elected("wxcxc")).toBe("wrong");
  expect(elected("wcxxc")).toBe("correct"); // c twice, x twice: c was first
  expect(elected("wwccc")).toBe("correct");
});

test("attempts without an answer do not vote, however many", () => {
  expect(elected("nnntc")).toBe("correct");
  expect(elected("nnt")).toBeUndefined();
});

test("adding a vote for the winner keeps the winner; attempts without answers change nothing", () => {
  const letters = fc.stringMatching(/^[cwxyn]{1,8}$/);
  fc.assert(
    fc.property(letters, (votes) => {
      const winner = majority(attemptsOf(votes));
      const letter = ["c", "w", "x", "y"][winner?.answerClass ?? -1] ?? "n";
      expect(majority(attemptsOf(votes + letter))?.answerClass).toBe(winner?.answerClass);
      expect(majority(attemptsOf(`${votes}nn`))?.answerClass).toBe(winner?.answerClass);
      expect(majority(attemptsOf(`n${votes}`))?.answerClass).toBe(winner?.answerClass);
    }),
  );
});
