import { expect, test } from "vitest";
import { reachNumber } from "./reach-number.ts";

const problem = { id: "p", question: "Use 3, 5 and 8, each once, to reach 23.", answer: "23 from 3, 5, 8" };
const outcomeOf = async (text: string) => (await reachNumber.grade(problem, text)).outcome;

test("an expression of the numbers, each once, that comes to the target is right, whatever the attempt says of itself", async () => {
  expect(await outcomeOf("3*5=15\n15+8=23\n23 is 23.\n#### (3*5)+8")).toBe("correct");
  expect(await outcomeOf("#### 8 + 5*3")).toBe("correct");
  expect(await outcomeOf("23 is 23.\n#### (3+5)*8")).toBe("wrong"); // 64
  expect(await outcomeOf("#### 23")).toBe("wrong"); // not made of the numbers
  expect(await outcomeOf("#### 3*5+8+8-8")).toBe("wrong"); // 8 three times
  expect(await outcomeOf("#### 3*5+8=23")).toBe("noAnswer");
  expect(await outcomeOf("#### (3*5)+8\nor not")).toBe("noAnswer"); // the answer stands at the end
  expect(await outcomeOf("#### 8/(5-5)*3")).toBe("wrong");
});

test("expressions are one vote by value and numbers, not by their text", () => {
  const { isSameAnswer } = reachNumber;
  expect(isSameAnswer("(3*5)+8", "8+5*3")).toBe(true);
  expect(isSameAnswer("(3*5)-8", "8+5*3")).toBe(false);
  expect(isSameAnswer("3*5+8", "23")).toBe(false); // the value alone is no attempt
  expect(isSameAnswer("3*", "3*")).toBe(true);
});
