import { expect, test } from "vitest";
import { createRng } from "../../mdp/index.ts";
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

test("where a question asks for + and -, nothing else will do", async () => {
  const rng = createRng(2);
  for (let i = 0; i < 200; i++) {
    const { question, answer, solution } = reachNumber.draw(rng, "easy");
    const [target = "", list = ""] = answer.split(" from ");
    const easy = { id: "p", question, answer };
    expect((await reachNumber.grade(easy, solution)).outcome).toBe("correct");
    const product = `#### ${list.replaceAll(", ", "*")}`;
    expect((await reachNumber.grade({ ...easy, answer: `${target} from ${list}` }, product)).outcome).toBe("noAnswer");
  }
  const medium = reachNumber.draw(rng, "medium");
  expect((await reachNumber.grade({ id: "p", ...medium }, medium.solution)).outcome).toBe("correct");
});

test("expressions are one vote by value and numbers, not by their text", () => {
  const { isSameAnswer } = reachNumber;
  expect(isSameAnswer("(3*5)+8", "8+5*3")).toBe(true);
  expect(isSameAnswer("(3*5)-8", "8+5*3")).toBe(false);
  expect(isSameAnswer("3*5+8", "23")).toBe(false); // the value alone is no attempt
  expect(isSameAnswer("3*", "3*")).toBe(true);
});
