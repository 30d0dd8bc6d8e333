import { expect, test } from "vitest";
import { addition, additionTask, attemptOf } from "./testing/index.ts";
import { createTurnCounter, gradedTurn, isDegenerate } from "./turn.ts";

test("a text that ends in a loop is degenerate; answers, sums and lists are not", () => {
  expect(isDegenerate(`so ${"and again ".repeat(20)}`)).toBe(true);
  expect(isDegenerate("7".repeat(64))).toBe(true);
  expect(isDegenerate("#### 100000000000000000000000")).toBe(false);
  expect(isDegenerate("1 + 2 = 3\n3 + 4 = 7\n7 + 5 = 12\n12 + 6 = 18\n#### 18")).toBe(false);
  expect(isDegenerate(`${"ha".repeat(50)} no more`)).toBe(false); // it found its way out
  expect(isDegenerate("")).toBe(false);
});

test("the counter counts each outcome, truncation and tokens", async () => {
  const problem = addition(3, 4);
  const turn = (text: string, stop: "endOfTurn" | "length" = "endOfTurn") =>
    gradedTurn(
      additionTask(),
      problem,
      { state: [], attempt: attemptOf(text, { stop }), by: "policy" },
      { noAnswer: 0 },
    );
  const counter = createTurnCounter();
  counter.add([await turn("#### 7"), await turn("#### 8")]);
  expect(counter.add([await turn("hm", "length"), await turn("#### ?")])).toEqual({
    turns: 4,
    correct: 1,
    wrong: 1,
    noAnswer: 1,
    error: 1,
    truncated: 1,
    degenerate: 0,
    generatedTokens: 6 + 6 + 2 + 6,
  });
});
