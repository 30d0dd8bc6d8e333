import * as fc from "fast-check";
import { expect, test } from "vitest";
import { attemptDiff, isUnchanged, type DiffStep } from "./attempt-diff.ts";

const changes = (before: string, after: string): readonly string[] =>
  attemptDiff(before, after).map(({ change }) => change);
const side = (steps: readonly DiffStep[], left: "added" | "removed"): string =>
  steps
    .filter(({ change }) => change !== left)
    .map(({ pieces }) =>
      pieces
        .filter(({ change }) => change !== left)
        .map(({ text }) => text)
        .join(""),
    )
    .join("\n");

test("a step that was reworded is told by its words, the others stay as they are", () => {
  const steps = attemptDiff("6+15=21\n21-9=12\n#### 12", "6+15=21\n21+9=30\n#### 30");
  expect(steps.map(({ change }) => change)).toEqual(["same", "changed", "changed"]);
  expect(steps[1]?.pieces).toEqual([
    { text: "21", change: "same" },
    { text: "-", change: "removed" },
    { text: "+", change: "added" },
    { text: "9=", change: "same" },
    { text: "12", change: "removed" },
    { text: "30", change: "added" },
  ]);
});

test("a step that is put in or dropped leaves the others alone", () => {
  expect(changes("a\nb\nc", "a\nx\nb\nc")).toEqual(["same", "added", "same", "same"]);
  expect(changes("a\nb\nc", "a\nc")).toEqual(["same", "removed", "same"]);
});

test("the same attempt is unchanged, another is not", () => {
  expect(isUnchanged(attemptDiff("a\n\nb", "a\n\nb"))).toBe(true);
  expect(isUnchanged(attemptDiff("a", "b"))).toBe(false);
});

test("without what was added the pieces are the attempt before, without what was removed the one after", () => {
  const line = fc.constantFrom("", "a", "a b", "b=1", "b=2", "#### 3");
  const text = fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const steps = attemptDiff(before, after);
      expect(side(steps, "added")).toBe(before);
      expect(side(steps, "removed")).toBe(after);
    }),
  );
});

test("attempts of thousands of lines are compared from both ends", () => {
  const lines = Array.from({ length: 5000 }, (_, i) => String(i));
  const steps = attemptDiff(lines.join("\n"), lines.with(2500, "x").join("\n"));
  expect(steps.filter(({ change }) => change === "changed")).toHaveLength(1);
});
