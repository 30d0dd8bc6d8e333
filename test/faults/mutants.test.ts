import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mutants } from "./support/mutants.ts";

test.each(mutants)("the line that the mutant $name changes stands once in its file", ({ file, from }) => {
  const source = readFileSync(join(import.meta.dirname, "../..", file), "utf8");
  expect(source.split(from).length - 1).toBe(1);
});
