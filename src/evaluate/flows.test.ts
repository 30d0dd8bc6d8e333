import { expect, test } from "vitest";
import { flowOf, freshFlowOf } from "./flows.ts";
import { problemOf, seedOf } from "./testing.ts";

test("flows by hand: of all problems, and of those at risk", () => {
  // turn 1 -> turn 2 of five problems
  const problems = ["cc", "cw", "wc", "wx", "ww"].map((letters) => problemOf(letters, seedOf(letters)));
  const flow = flowOf(problems, 0);
  expect(flow.rightToWrong.value).toBeCloseTo(1 / 5);
  expect(flow.wrongToRight.value).toBeCloseTo(1 / 5);
  expect(flow.atRisk.rightToWrong.value).toBeCloseTo(1 / 2); // of cc, cw
  expect(flow.atRisk.wrongToRight.value).toBeCloseTo(1 / 3); // of wc, wx, ww
  expect(flow.unchanged.value).toBeCloseTo(2 / 5); // cc, ww
});

test("no answer is no unchanged answer; truncation and no answer are those of the later turn", () => {
  const problems = ["nn", "ct", "nc"].map((letters) => problemOf(letters, seedOf(letters)));
  const flow = flowOf(problems, 0);
  expect(flow.unchanged.value).toBe(0);
  expect(flow.noAnswer.value).toBeCloseTo(2 / 3);
  expect(flow.truncated.value).toBeCloseTo(1 / 3);
});

test("where nobody is at risk the share is unknown, not 0 for certain", () => {
  const flow = flowOf([problemOf("p", seedOf("cc"))], 0);
  expect(flow.atRisk.wrongToRight).toEqual({ value: 0, low: 0, high: 1 });
});

test("undecided attempts flow nowhere", () => {
  const flow = flowOf([problemOf("p", seedOf("ec"), seedOf("wc"))], 0);
  expect(flow.wrongToRight.value).toBe(1);
  expect(flow.rightToWrong.value).toBe(0);
});

test("fresh samples by hand: from each parallel sample to the next, of those at risk", () => {
  // parallel samples are independent: c -> w, w -> c, c -> c; then w -> w
  const problems = [problemOf("p", seedOf("c", "cwcc")), problemOf("q", seedOf("w", "ww"))];
  const fresh = freshFlowOf(problems);
  expect(fresh.rightToWrong.value).toBeCloseTo(1 / 2); // of c -> w, c -> c
  expect(fresh.wrongToRight.value).toBeCloseTo(1 / 2); // of w -> c, w -> w
});
