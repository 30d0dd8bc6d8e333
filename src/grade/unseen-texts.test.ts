import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { grade } from "./grade.ts";
import { readSet } from "./testing/texts.ts";

const folder = join(import.meta.dirname, "testing");
const files = readdirSync(folder).filter((file) => /^(?:unseen|claims|rambling|misread|read)-/.test(file));

test("the sets of texts are there", () => {
  expect(files).not.toEqual([]);
});

test.each(
  files.flatMap((file) => readSet(file, readFileSync(join(folder, file), "utf8")).filter((row) => !row.isUnmet)),
)("$kind: $prediction is graded as a teacher would for $gold", ({ prediction, gold, isRight }) => {
  expect(grade({ gold, prediction }).outcome === "correct").toBe(isRight);
});
