import { expect, test } from "vitest";
import type { ComparisonInput } from "./comparison-input.ts";
import { comparisonNotes } from "./comparison-notes.ts";

const share = { value: 0.5, low: 0.4, high: 0.6 };
const run = { name: "a/base", recipe: "a", seed: 1, problems: 40, digest: "0" };
const input: ComparisonInput = {
  runs: [run, { ...run, name: "b/base", recipe: "b" }],
  problems: 40,
  turns: 5,
  recipes: ["a", "b"].map((name) => ({ name, runs: 1, metrics: { t5: share }, turns: [share] })),
  comparisons: [],
};

test("what a comparison's runs give cause to say is said, and nothing else", () => {
  expect(comparisonNotes(input)).toEqual([expect.stringContaining("One run each")]);
  const runs = [
    { ...run, smoke: true, problems: 60 },
    { ...run, name: "b/base", unfinished: true },
  ];
  const notes = comparisonNotes({ ...input, runs, turns: 3 });
  expect(notes[0]).toBe("Smoke runs, whose numbers mean nothing: a/base.");
  expect(notes[1]).toBe("Of runs that are not finished, so that later models may come: b/base.");
  expect(notes[2]).toBe("Only the 40 test problems that all have count, of up to 60.");
  expect(notes[3]).toContain("stands for the 3 turns");
});
