import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { addSum, changedFiles, SUMS, writeSums } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-sums-"));
afterAll(() => rmSync(root, { recursive: true }));
let count = 0;

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(root, `folder-${count++}`);
  mkdirSync(join(folder, "onnx"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

test("sums are those of sha256sum, and a file of them that is another or missing is named", () => {
  const folder = folderOf({ a: "abc", "onnx/b": "", c: "c" });
  writeSums(folder);
  expect(readFileSync(join(folder, SUMS), "utf8").split("\n").slice(0, 1)).toEqual([
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a", // FIPS 180-2, appendix B.1
  ]);
  expect(changedFiles(folder)).toEqual([]);
  writeFileSync(join(folder, "onnx/b"), "x");
  rmSync(join(folder, "c"));
  expect(changedFiles(folder).map(({ name }) => name)).toEqual(["c", "onnx/b"]);
  expect(changedFiles(folder, ["a"])).toEqual([]);
});

test("any bit that flips in the sums is noticed by whoever checks all of them", () => {
  const folder = folderOf({ a: "abc", b: "b" });
  writeSums(folder);
  const file = join(folder, SUMS);
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at++) {
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    writeFileSync(file, flipped);
    const isSame = /^[0-9a-f]{64} [ *]a\n[0-9a-f]{64} [ *]b\n$/.test(flipped.toString()) && at % 67 === 65;
    if (!isSame) expect(changedFiles(folder), `byte ${at}`).not.toEqual([]);
  }
});

test("sums that were emptied are noticed: they are not those of an empty folder", () => {
  const folder = folderOf({ a: "abc" });
  writeSums(folder);
  writeFileSync(join(folder, SUMS), "");
  expect(changedFiles(folder).map(({ name }) => name)).toEqual([SUMS]);
  expect(changedFiles(folder, ["a"]).map(({ name }) => name)).toEqual([SUMS]);
});

test("a folder without sums is not judged, and a file added later has its sum", () => {
  const folder = folderOf({ a: "abc" });
  expect(changedFiles(folder)).toEqual([]);
  addSum(folder, "a");
  expect(changedFiles(folder)).toEqual([]);
  writeSums(folder);
  writeFileSync(join(folder, "note"), "1");
  addSum(folder, "note");
  writeFileSync(join(folder, "note"), "2");
  expect(changedFiles(folder).map(({ name }) => name)).toEqual(["note"]);
});
