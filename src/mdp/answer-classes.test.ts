import { expect, test } from "vitest";
import { additionTask } from "./testing/index.ts";
import { answerClasses } from "./answer-classes.ts";

test("equal numbers are one class however they are written, no answer is none, and each task decides", () => {
  const classOf = answerClasses(additionTask());
  expect(["7", "8", "07", null, "7.0", "8"].map(classOf)).toEqual([0, 1, 0, null, 0, 1]);
  const literal = answerClasses({ isSameAnswer: (a, b) => a === b });
  expect(["7", "07"].map(literal)).toEqual([0, 1]);
});
