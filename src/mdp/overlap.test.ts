import { expect, test } from "vitest";
import { normalisedQuestion, overlapping, refuseDuplicateIds, refuseOverlap } from "./overlap.ts";
import { addition, additions } from "./testing/index.ts";

test("a question printed otherwise is the same question; one with another number or sign is not", () => {
  const asked = (question: string) => ({ ...addition(3, 4, "test"), question });
  const train = [addition(3, 4)];
  expect(overlapping(train, [asked("  what is 3 + 4  ")])).toHaveLength(1);
  expect(overlapping(train, [asked("What is “3 + 4”?")])).toHaveLength(1);
  expect(overlapping(train, [asked("What is 3 - 4?")])).toHaveLength(0);
  expect(overlapping(train, [asked("What is 3 + 5?")])).toHaveLength(0);
  expect(normalisedQuestion("Ｗhat  IS")).toBe("what is"); // full width letters are letters
});

test("overlap of training and test problems is refused with the first ones named (I8)", () => {
  expect(() => refuseOverlap(additions(5, "train"), additions(5, "test"))).not.toThrow();
  const leak = { ...addition(1, 7), id: "leak" };
  expect(() => refuseOverlap(additions(5, "train"), [...additions(5, "test"), leak])).toThrow(
    'got 1 of 6: leak ("What is 1 + 7?")',
  );
});

test("two problems of one id are refused: their attempts would share a key", () => {
  expect(() => refuseDuplicateIds([addition(1, 2), addition(1, 2)])).toThrow("got train-1-2 twice");
});
