import { expect, test } from "vitest";
import { createRng } from "../mdp/index.ts";
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
  expect(flow.stuck?.value).toBeCloseTo(1 / 3); // ww, of wc, wx, ww
});

test("no answer is no unchanged answer; truncation and no answer are those of the later turn", () => {
  const problems = ["nn", "ct", "nc"].map((letters) => problemOf(letters, seedOf(letters)));
  const flow = flowOf(problems, 0);
  expect(flow.unchanged.value).toBe(0);
  expect(flow.stuck).toEqual({ value: 0, low: 0, high: 1 }); // no wrong answer could have been given again
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

test("whether an answer that nobody knows was given again is not known, where no server could be asked", () => {
  const problems = ["ww", "wu", "uw", "wx", "wn"].map((letters) => problemOf(letters, seedOf(letters, `${letters}u`)));
  const flow = flowOf(problems, 0);
  expect(flow.stuck?.value).toBeCloseTo(1 / 3); // ww, of ww, wx, wn
  expect(flow.unchanged.value).toBeCloseTo(1 / 3);
  expect(flow.fresh?.shares.unchanged.value).toBeCloseTo(1 / 3); // ww, of ww, wx, wn: the samples beside them
  expect((flow.fresh?.shares.unchanged.value ?? 1) + (flow.fresh?.differences.unchanged.value ?? 1)).toBeCloseTo(1 / 3);
});

test("fresh samples by hand: from each parallel sample to the next, of those at risk", () => {
  // parallel samples are independent: c -> w, w -> c, c -> c; then w -> w
  const problems = [problemOf("p", seedOf("c", "cwcc")), problemOf("q", seedOf("w", "ww"))];
  const fresh = freshFlowOf(problems);
  expect(fresh.rightToWrong.value).toBeCloseTo(1 / 2); // of c -> w, c -> c
  expect(fresh.wrongToRight.value).toBeCloseTo(1 / 2); // of w -> c, w -> w
});

test("afresh by hand: what those at risk would come to by the other samples of their problem", () => {
  // turn 1 of both is wrong; the samples beside it: half right, none right
  const problems = [problemOf("p", seedOf("wc", "wcw")), problemOf("q", seedOf("ww", "wxx"))];
  const { fresh } = flowOf(problems, 0);
  expect(fresh?.shares.wrongToRight.value).toBeCloseTo(1 / 4); // (1/2 + 0) / 2
  expect(fresh?.differences.wrongToRight.value).toBeCloseTo(1 / 2 - 1 / 4); // one of two turned right
  expect(fresh?.shares.unchanged.value).toBeCloseTo(1 / 4); // w again: one of two samples, none of two
  expect(fresh?.differences.unchanged.value).toBeCloseTo(1 / 2 - 1 / 4); // q stayed at w
  expect(fresh?.shares.rightToWrong).toEqual({ value: 0, low: 0, high: 1 }); // nobody was right
  expect(flowOf([problemOf("p", seedOf("wc", "w"))], 0).fresh).toBeUndefined(); // no sample but turn 1
});

test("a model that ignores its attempts differs from fresh samples at no turn, whatever the problems' difficulty", () => {
  const rng = createRng(3);
  const draw = (n: number, p: number): string => Array.from({ length: n }, () => (rng.next() < p ? "c" : "w")).join("");
  const problems = Array.from({ length: 400 }, (_, i) => {
    const p = rng.next();
    const parallel = draw(5, p);
    return problemOf(`p${i}`, seedOf(`${parallel[0]}${draw(4, p)}`, parallel));
  });
  for (const turn of [0, 1, 2, 3]) {
    const { wrongToRight, rightToWrong, unchanged } = flowOf(problems, turn).fresh?.differences ?? {};
    for (const difference of [wrongToRight, rightToWrong, unchanged]) {
      const width = difference === undefined ? 0 : difference.high - difference.low; // about four standard errors
      expect(Math.abs(difference?.value ?? 1)).toBeLessThan(width);
      expect(width).toBeLessThan(0.15);
    }
  }
});
