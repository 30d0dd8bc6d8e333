import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { requireOwnFolder } from "./require-own-folder.ts";

const root = mkdtempSync(join(tmpdir(), "rise-own-folder-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a new run may lie beside other files, but does not write over a config or a page of somebody's", () => {
  requireOwnFolder(join(root, "none"));
  writeFileSync(join(root, "train.jsonl"), "");
  requireOwnFolder(root);
  writeFileSync(join(root, "config.yaml"), "model: mine # with my comments\n");
  expect(() => requireOwnFolder(root)).toThrow(/--out must be .* holds config.yaml of something else; move .* another/);
  mkdirSync(join(root, "iteration-1")); // a run whose record is gone: that is told as it is opened
  requireOwnFolder(root);
});
