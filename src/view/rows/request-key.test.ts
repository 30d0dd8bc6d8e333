import { describe, expect, test } from "vitest";
import { requestPlace } from "./request-key.ts";

describe("a request's key tells its rollout, as the stages write it", () => {
  test.each([
    ["2/train-17/0/1", "collect/2", "2/train-17/0", "train-17", 2, false],
    ["1/a/b 3/7/0/0", "collect/1", "1/a/b 3/7/0", "a/b 3/7", 1, false],
    ["improve/1/train-17/3/1/8", "collect/1", "1/train-17/3", "train-17", 2, true],
    ["evaluate/base/2/test-3/parallel", "evaluate/base", "evaluate/base/2/test-3", "test-3", 1, false],
    ["evaluate/iteration-1/0/te/st/4", "evaluate/iteration-1", "evaluate/iteration-1/0/te/st", "te/st", 5, false],
    ["evaluate/base/greedy/test-3/0", "evaluate/base", "evaluate/base/greedy/test-3", "test-3", 1, false],
  ])("%s", (key, stage, rollout, problem, turns, isImprovers) => {
    expect(requestPlace(key, true)).toMatchObject({ stage, rollout, problem, turns, isImprovers });
  });
});

test("an improver that asks once numbers no samples", () => {
  expect(requestPlace("improve/1/train-17/3/1", false)).toMatchObject({ rollout: "1/train-17/3", turns: 2 });
});

test.each(["1/train-17/0/1/critique", "examine/base/right/test-3", "evaluate/base/0/test-3/more", "else"])(
  "%s is no turn of a rollout",
  (key) => expect(requestPlace(key, true)).toBeUndefined(),
);
