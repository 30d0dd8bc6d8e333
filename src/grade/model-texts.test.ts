import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grade } from "./grade.ts";

/**
 * Texts in the ways that chat, reasoning and base models write, between lines `===`; under each the golds that it answers (`+`) and
 * golds that it does not (`-`), decided by hand before the grader saw them.
 */
const texts = readFileSync(join(import.meta.dirname, "testing", "model-texts.txt"), "utf8").split("\n===\n");

const cases = texts.flatMap((text) => {
  const lines = text.trimEnd().split("\n");
  const first = lines.findLastIndex((line) => !/^[+-] /.test(line)) + 1;
  const prediction = lines.slice(0, first).join("\n");
  return lines.slice(first).map((line) => [prediction, line.startsWith("+"), line.slice(2)] as const);
});

test.each(cases)("%j: %s for %s", (prediction, isRight, gold) => {
  expect(grade({ gold, prediction }).outcome === "correct").toBe(isRight);
});
