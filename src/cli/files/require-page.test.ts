import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { requirePage } from "./require-page.ts";

const root = mkdtempSync(join(tmpdir(), "rise-page-"));
afterAll(() => rmSync(root, { recursive: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(root, name), content);
  return join(root, name);
};

test("a page may replace a page or nothing, never a run's record or somebody's notes", () => {
  requirePage(join(root, "new.html"));
  requirePage(file("old.html", "<!doctype html><title>old</title>"));
  requirePage(file("empty.html", ""));
  requirePage("/dev/null");
  for (const other of [file("run.sqlite", "SQLite format 3\0"), file("notes.html", "my notes <!doctype html>")]) {
    expect(() => requirePage(other, "--export")).toThrow(
      /--export must be a new file or an older page, got .* name another/,
    );
  }
});
