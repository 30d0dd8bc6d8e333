import {
  closeSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import { recordStamp } from "./record-stamp.ts";

const dir = mkdtempSync(join(tmpdir(), "rise-stamp-"));
afterAll(() => rmSync(dir, { recursive: true }));
const [file, log] = [join(dir, "run.sqlite"), join(dir, "run.sqlite-wal")];
/** Long after whatever is written here. */
const later = Date.now() + 1e6;

beforeEach(() => {
  for (const one of [file, log]) {
    writeFileSync(one, "a record");
    utimesSync(one, 1, 1);
  }
});

test("a record at rest keeps its stamp", () => {
  expect(recordStamp(dir, later)).toBe(recordStamp(dir, later + 1));
});

test("another record of the same size and time changes it", () => {
  const before = recordStamp(dir, later);
  writeFileSync(`${file}.new`, "another!");
  utimesSync(`${file}.new`, 1, 1);
  renameSync(`${file}.new`, file);
  expect(statSync(file)).toMatchObject({ size: 8, mtimeMs: 1000 });
  expect(recordStamp(dir, later)).not.toBe(before);
});

test("a write into the log that leaves its size, and the same time at once, changes it", () => {
  const readAt = statSync(log).ctimeMs + 1; // within the tick of the write before
  const before = recordStamp(dir, readAt);
  const descriptor = openSync(log, "r+");
  writeSync(descriptor, "A", 0);
  closeSync(descriptor);
  utimesSync(log, 1, 1);
  expect(recordStamp(dir, later)).not.toBe(before);
});

test("no two stamps are alike while the last write may share its time with the next", () => {
  const writtenMs = statSync(log).ctimeMs;
  expect(recordStamp(dir, writtenMs + 1)).not.toBe(recordStamp(dir, writtenMs + 2));
});

test("a record without a log, and none, have one as well", () => {
  rmSync(log);
  const before = recordStamp(dir, later);
  rmSync(file);
  expect(recordStamp(dir, later)).not.toBe(before);
});
