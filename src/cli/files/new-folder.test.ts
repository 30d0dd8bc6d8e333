import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { requireNewFolder } from "./new-folder.ts";

const root = mkdtempSync(join(tmpdir(), "rise-new-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a new or an empty folder is taken, a folder with files and a file are refused by what they are", () => {
  mkdirSync(join(root, "empty"));
  mkdirSync(join(root, "full"));
  writeFileSync(join(root, "full", "a.txt"), "mine");
  requireNewFolder(join(root, "none"));
  requireNewFolder(join(root, "empty"));
  expect(() => requireNewFolder(join(root, "full"))).toThrow(
    /--out must be .* holds files already; delete it, or give/,
  );
  expect(() => requireNewFolder(join(root, "full", "a.txt"), "--export")).toThrow(
    /--export must be .* is a file; .* another --export/,
  );
});
