import { expect, test } from "vitest";
import { createRng } from "../../mdp/index.ts";
import { exactSum } from "./exact-sum.ts";

const problem = { id: "p", question: "Which of 3, 8, 8 and 14 add up to 22?", answer: "22 from 3, 8, 8, 14" };
const outcomeOf = async (text: string) => (await exactSum.grade(problem, text)).outcome;

test("picks that are given and add up to the target are right, whatever the attempt says of itself", async () => {
  expect(await outcomeOf("8+14=22\n22 is 22.\n#### 8, 14")).toBe("correct");
  expect(await outcomeOf("22 is not 22.\n#### 14,8")).toBe("correct");
  expect(await outcomeOf("22 is 22.\n#### 3, 8, 8")).toBe("wrong"); // 19
  expect(await outcomeOf("#### 11, 11")).toBe("wrong"); // not given
  expect(await outcomeOf("#### 8, 8, 3, 3")).toBe("wrong"); // 3 twice
  expect(await outcomeOf("#### 22")).toBe("wrong");
  expect(await outcomeOf("#### 8, 14 or not")).toBe("noAnswer");
  expect(await outcomeOf("#### 8, 14\nI think")).toBe("noAnswer"); // the answer stands at the end
});

test("each list given, whole, is never a solution: two at least are picked, and not all", () => {
  const rng = createRng(1);
  for (let i = 0; i < 500; i++) {
    const { solution, answer } = exactSum.draw(rng, "easy");
    const picked = solution.split("#### ")[1]?.split(", ") ?? [];
    expect(picked.length).toBeGreaterThanOrEqual(2);
    expect(picked.length).toBeLessThan(answer.split(" from ")[1]?.split(", ").length ?? 0);
  }
});

test("picks are one vote by what they add up to, not by their order", () => {
  expect(exactSum.isSameAnswer("8, 14", "14,8")).toBe(true);
  expect(exactSum.isSameAnswer("8, 14", "8, 3")).toBe(false);
});

test("picks that are not given are no vote for given ones that add up to the same", async () => {
  const answerOf = async (text: string) => (await exactSum.grade(problem, text)).answer ?? "";
  const [right, forged] = [await answerOf("#### 8, 14"), await answerOf("#### 11, 11")];
  expect(exactSum.isSameAnswer(right, forged)).toBe(false);
  expect(exactSum.isSameAnswer(right, await answerOf("#### 22"))).toBe(false);
  expect(exactSum.isSameAnswer(forged, forged)).toBe(true);
});
