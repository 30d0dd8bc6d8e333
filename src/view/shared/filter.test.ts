import { describe, expect, test } from "vitest";
import { createLister, filterQuery, parseFilter, type Filter } from "./filter.ts";
import type { Row, Stage } from "./row.ts";

const evaluation: Stage = { name: "evaluate/base", kind: "evaluation", iteration: 0, label: "Base", isLive: false };
const training: Stage = { name: "collect/1", kind: "training", iteration: 1, label: "Iteration 1", isLive: false };
const row = (id: string, turns: string, more: Partial<Row> = {}): Row => ({
  id,
  stage: evaluation,
  problem: { id, question: "How many?", gold: "5" },
  sample: "0",
  turns,
  sameWrong: 0,
  isTruncated: false,
  answer: null,
  generatedTokens: 1,
  improver: null,
  ...more,
});
const rows = [
  row("repaired", "wwc"),
  row("broken", "cw", { sameWrong: 1 }),
  row("stuck", "www", { sameWrong: 3 }),
  row("silent", "nn", { isTruncated: true }),
  row("undecided", "ce"),
  row("taught", "wC", { stage: training, improver: "teacher", answer: "Forty-Two" }),
  row("now", "..", { stage: training }),
  row("easy", "cc", {
    problem: { id: "e", question: "easy?", gold: "1", base: { right: 3, of: 4 }, difficulty: "over half" },
  }),
];
const ids = (filter: Partial<Filter>): readonly string[] =>
  createLister(rows)
    .list({ text: "", stage: "", chosen: {}, ...filter })
    .matches.map((place) => rows[place]?.id ?? "");

describe("a list by its filter", () => {
  test.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{ flow: "wrong-right" }, ["repaired", "taught"]],
    [{ flow: "right-wrong" }, ["broken"]],
    [{ flow: "always-right" }, ["easy"]],
    [{ flow: "never-right" }, ["stuck", "silent"]],
    [{ trouble: "no-answer" }, ["silent"]],
    [{ trouble: "truncated" }, ["silent"]],
    [{ trouble: "undecided" }, ["undecided"]],
    [{ trouble: "ungraded" }, ["now"]],
    [{ trouble: "same-3" }, ["stuck"]],
    [{ by: "teacher" }, ["taught"]],
    [{ difficulty: "over-half" }, ["easy"]],
    [{ kind: "training", by: "policy" }, ["now"]],
  ])("%j", (chosen, want) => expect(ids({ chosen })).toEqual(want));

  test("text is looked for in names, questions, golds and answers, whatever its case", () => {
    expect(ids({ text: "forty" })).toEqual(["taught"]);
    expect(ids({ text: "EASY?" })).toEqual(["easy"]);
    expect(ids({ text: "nowhere" })).toEqual([]);
  });

  test("a stage is one value more", () => expect(ids({ stage: "collect/1" })).toEqual(["taught", "now"]));
});

test("a value's count is what choosing it would list, whatever is chosen now in its group", () => {
  const lister = createLister(rows);
  const chosen = { flow: "right-wrong", kind: "evaluation" };
  const { facets } = lister.list({ text: "", stage: "", chosen });
  for (const [group, values] of Object.entries(facets)) {
    for (const { value, count } of values) {
      const filter =
        group === "stage"
          ? { text: "", stage: value, chosen }
          : { text: "", stage: "", chosen: { ...chosen, [group]: value } };
      expect([group, value, count]).toEqual([group, value, lister.list(filter).matches.length]);
    }
  }
});

test("an address keeps a filter, and what it does not know is left out", () => {
  const filter = { text: "a&b=#", stage: "collect/1", chosen: { flow: "wrong-right", by: "self" } };
  expect(parseFilter(new URLSearchParams(filterQuery(filter).toString()))).toEqual(filter);
  expect(parseFilter(new URLSearchParams("flow=no-such&other=1"))).toEqual({ text: "", stage: "", chosen: {} });
});
