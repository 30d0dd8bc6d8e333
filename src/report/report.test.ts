import { beforeAll, expect, test } from "vitest";
import { toyRun } from "../../test/pages/toy-run.ts";
import type { RiseResult } from "../rise.ts";
import { renderReport, type ReportInput } from "./index.ts";

/** Text that breaks a page that does not escape it. */
const hostileText = `</pre><script>alert("x")</script><img src=x onerror=alert(1)> & 'q' \u202e54 = x\u0007`;

const run = await toyRun();
let page = "";
beforeAll(async () => {
  page = await renderReport(run);
});

test("the same run gives the same bytes", async () => {
  expect(await renderReport(await toyRun())).toBe(page);
});

test("text of the model, the data set, the names and the config stays text", async () => {
  const evaluations = run.evaluations.map((evaluation) => ({
    ...evaluation,
    scores: { ...evaluation.scores, name: `${evaluation.scores.name} ${hostileText}` },
    transcripts: evaluation.transcripts.map((transcript) => ({
      ...transcript,
      question: hostileText,
      goldAnswer: hostileText,
      turns: transcript.turns.map((turn) => ({ ...turn, text: hostileText, answer: hostileText })),
    })),
  }));
  const hostile = await renderReport({
    ...run,
    title: hostileText,
    evaluations,
    config: { note: hostileText },
    digest: hostileText,
    notes: [hostileText],
  });
  expect(hostile).not.toContain("<script");
  expect(hostile).not.toContain("<img");
  for (const forbidden of ["\u0007", "\u202e"]) expect(hostile).not.toContain(forbidden);
  expect(hostile).toContain("<pre>&lt;/pre&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&lt;img src=x");
});

test("nothing is loaded from anywhere: no address but the SVG namespaces", () => {
  const addresses = [...page.matchAll(/[a-z]+:\/\/[^\s"'<>)]+/g)].map(([address]) => address);
  expect(addresses).toEqual([]);
  expect(page).not.toMatch(/@import|<link(?! rel="icon" href="data:,")/);
});

test("every question of the reader has its answer in words", () => {
  for (const question of [
    "Does it correct itself",
    "better than 5 samples and a vote",
    "than a vote of equal tokens",
    "than one greedy answer",
    "repair more than fresh samples",
    "break less than fresh samples",
    "before training",
  ]) {
    expect(page).toMatch(new RegExp(`<p>[^<]*${question}[^<]*</p>`));
  }
  const [corrects, overVote] = ["t5 - m1@t1", "m1@t5 - m5@t1"].map((metric) =>
    run.comparisons.find(({ b, metric: name }) => b === "iteration-2" && name === metric),
  );
  expect([corrects?.distinguishable, overVote?.distinguishable]).toEqual([true, false]); // so both words are on the page
  expect(page).toMatch(/<p>Yes\.<\/p>/);
  expect(page).toMatch(/<p>No detectable difference\.<\/p>/);
});

test("a smoke run's page says that its numbers mean nothing, and answers no question", async () => {
  const smoke = await renderReport({ ...run, isSmoke: true });
  expect(smoke).toContain("A smoke run: its numbers mean nothing.");
  expect(smoke).not.toMatch(/<p>(Yes|No)[.,]/);
  expect(page).not.toContain("smoke run");
});

test("a run of the base alone has a report: no iterations, no comparison, nothing to put side by side", async () => {
  const baseOnly = await renderReport({
    ...run,
    evaluations: run.evaluations.slice(0, 1),
    iterations: [],
    comparisons: [],
  });
  expect(baseOnly).toContain("Results");
  expect(baseOnly).not.toContain("Rollouts to read");
  expect(baseOnly).not.toMatch(/NaN|undefined|Infinity/);
});

test("a run that has evaluated nothing yet says so", async () => {
  const empty = await renderReport({ ...run, evaluations: [], comparisons: [], iterations: [] });
  expect(empty).toContain("Nothing has been evaluated yet.");
  expect(empty).not.toMatch(/NaN|undefined|Infinity/);
});

test("an iteration as rise() returns it is one that the report shows", () => {
  const shown = (recorded: RiseResult["iterations"]): ReportInput["iterations"] => recorded; // held by the compiler
  expect(shown).toBeTypeOf("function");
});

test("no figure is NaN, infinite or undefined", () => {
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
});

test("what servers took is told, where any were asked", async () => {
  expect(page).not.toContain("<h2>Servers</h2>");
  const usage = new Map([["a-model", { requests: 1234, inputTokens: 5_678_901, outputTokens: 22, usd: 3.5 }]]);
  const asked = await renderReport({ ...run, usage });
  for (const text of ["<h2>Servers</h2>", "a-model", "1,234", "$3.50"]) expect(asked).toContain(text);
});

test("the gain is told by how often the first model solves the problem, each difficulty that occurs", () => {
  for (const { difficulty } of run.strata ?? []) expect(page).toMatch(new RegExp(`scope="row">${difficulty}<`));
  expect(run.strata?.map(({ difficulty }) => difficulty)).toContain("up to half");
});
