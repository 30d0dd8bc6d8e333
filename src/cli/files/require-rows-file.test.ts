import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { requireRowsFile } from "./require-rows-file.ts";

const root = mkdtempSync(join(tmpdir(), "rise-rows-"));
afterAll(() => rmSync(root, { recursive: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(root, name), content);
  return join(root, name);
};

test("rows may replace rows or nothing, never what they are made from, a folder or somebody's notes", () => {
  const rows = file("rows.jsonl", '{"iteration":1}\n');
  requireRowsFile(join(root, "new.jsonl"));
  requireRowsFile(file("empty.jsonl", ""));
  requireRowsFile(rows, [join(root, "other.jsonl")]);
  expect(() => requireRowsFile(rows, [join(root, ".", "rows.jsonl")])).toThrow(
    /--out must be another file than --data, got .* would be lost/,
  );
  expect(() => requireRowsFile(root)).toThrow(/--out must be a file, got the folder/);
  expect(() => requireRowsFile(join(root, "new", "/"))).toThrow(/--out must be a file, got the folder/);
  requireRowsFile(file("long.jsonl", `{"state":"${"x".repeat(100_000)}"}\n`));
  expect(() => requireRowsFile(file("list.json", "[1]\n"))).toThrow(/holds something else/);
  expect(() => requireRowsFile(file("notes.txt", "my notes\n"))).toThrow(/holds something else; name another/);
});
