import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browseRun } from "../browse-run.ts";
import { openRun, readRun } from "../run-directory.ts";
import { recoverRun } from "./recover-run.ts";
import { contentsOf, fillRun, keyOf, runConfig, runsToDamage } from "./testing.ts";
import { verifyRun } from "./verify-run.ts";

const root = mkdtempSync(join(tmpdir(), "rise-foreign-"));
afterAll(() => rmSync(root, { recursive: true }));
const { write, fresh, contents: contentsNow, ...runs } = runsToDamage(root);
const { finished, killed, dir, database } = runs;
const second = join(root, "second");
let whole: unknown;

beforeAll(async () => {
  await write();
  whole = contentsNow(finished);
});

const answer = { text: "late", stop: "endOfTurn", usage: { generatedTokens: 1, readTokens: 1 } } as const;

/** The run's number, as its file has it. */
const numberOf = (folder: string): number => readFileSync(join(folder, "run.sqlite")).readUInt32BE(68);

/** A run as an earlier version left it: without a number. What it writes then is left in its log. */
function writeOldRun(then: string): void {
  fresh(finished);
  const db = new DatabaseSync(database);
  db.exec("PRAGMA application_id = 0; PRAGMA wal_checkpoint(TRUNCATE)");
  db.exec(then);
  rmSync(second, { recursive: true, force: true });
  cpSync(dir, second, { recursive: true });
  db.close();
  fresh(second);
}

function expectForeign(): void {
  const bytes = statSync(`${database}-wal`).size;
  const what = "it is another run's log, copied beside this run's file";
  expect(verifyRun(dir)).toEqual([{ where: `run.sqlite-wal bytes 0 to ${bytes}`, what }]);
  for (const open of [() => openRun(dir, runConfig), () => readRun(dir), () => browseRun(dir)])
    expect(open).toThrow(what);
  expect(statSync(`${database}-wal`).size).toBe(bytes); // nobody has deleted it
}

describe("the log of another run of the same config", () => {
  test("is read by nobody; recovery sets it aside and keeps the run", () => {
    fresh(finished);
    cpSync(join(killed, "run.sqlite-wal"), `${database}-wal`);
    expectForeign();
    const { copy = "", lost } = recoverRun(dir);
    expect(lost).toEqual([]);
    expect(statSync(join(dir, copy, "run.sqlite-wal")).size).toBe(statSync(join(killed, "run.sqlite-wal")).size);
    expect(verifyRun(dir)).toEqual([]);
    expect(contentsNow()).toEqual(whole);
    expect(numberOf(dir)).not.toBe(0);
    expect(numberOf(dir)).not.toBe(numberOf(finished)); // the log that lay there is no more its own than before
  });

  test("is told where it holds one small commit, of a run that goes on or whose log SQLite has begun anew", async () => {
    for (const begun of ["opened", "anew"]) {
      fresh(finished);
      const run = openRun(dir, runConfig);
      if (begun === "anew") {
        await run.attempts.put("a", [answer]);
        const other = new DatabaseSync(database);
        other.exec("PRAGMA wal_checkpoint(RESTART)");
        other.close();
      }
      await run.attempts.put("b", [answer]);
      const log = readFileSync(`${database}-wal`);
      run.close();
      fresh(killed);
      writeFileSync(`${database}-wal`, log);
      expectForeign();
    }
  });

  test("is told where an earlier version wrote it, beside a run with a number", () => {
    writeOldRun("PRAGMA user_version = 3");
    const log = readFileSync(`${database}-wal`);
    fresh(finished);
    writeFileSync(`${database}-wal`, log);
    expectForeign();
  });
});

describe("a run's own log", () => {
  test("is read, wherever its folder was copied, and goes on being its own", async () => {
    fresh(killed);
    expect(statSync(`${database}-wal`).size).toBeGreaterThan(0);
    expect(verifyRun(dir)).toEqual([]);
    const run = openRun(dir, runConfig);
    await run.attempts.put("late", [answer]);
    rmSync(second, { recursive: true, force: true });
    cpSync(dir, second, { recursive: true });
    run.close();
    expect(verifyRun(second)).toEqual([]);
    const again = openRun(second, runConfig);
    expect([again.attempts.get("late")?.[0]?.text, again.attempts.get(keyOf(3))]).toEqual(["late", expect.anything()]);
    again.close();
    expect(numberOf(second)).toBe(numberOf(killed));
  });

  test("of an earlier day, put back beside the file, takes no answer back", async () => {
    rmSync(dir, { recursive: true, force: true });
    const run = openRun(dir, runConfig);
    for (let i = 0; i < 5; i++) await run.attempts.put(`early/${i}`, [answer]);
    const log = readFileSync(`${database}-wal`);
    await fillRun(run);
    const want = contentsOf(run);
    run.close();
    mkdirSync(join(dir, "iteration-1/model"), { recursive: true });
    writeFileSync(`${database}-wal`, log);
    expect(verifyRun(dir)).toEqual([
      { where: `run.sqlite-wal bytes 0 to ${log.length}`, what: expect.stringContaining("it is older than the file") },
    ]);
    expect(() => openRun(dir, runConfig)).toThrow("it is older than the file");
    recoverRun(dir);
    expect(contentsNow()).toEqual(want);
  });

  test("of an earlier version is read, and the run has a number from then on", () => {
    writeOldRun("PRAGMA user_version = 3");
    expect(statSync(`${database}-wal`).size).toBeGreaterThan(0);
    expect([verifyRun(dir), numberOf(dir)]).toEqual([[], 0]);
    expect(contentsNow()).toEqual(whole);
    const run = openRun(dir, runConfig);
    expect(numberOf(dir)).not.toBe(0);
    expect(contentsOf(run)).toEqual(whole);
    run.close();
    expect(verifyRun(dir)).toEqual([]);
  });

  test("that alone has the number, because the process was killed right then, gives it to the file", () => {
    writeOldRun(`PRAGMA application_id = ${numberOf(finished) | 0}`);
    expect([verifyRun(dir), numberOf(dir)]).toEqual([[], 0]);
    const run = openRun(dir, runConfig);
    expect(numberOf(dir)).toBe(numberOf(finished));
    run.close();
    expect(contentsNow()).toEqual(whole);
  });
});

test("a bit of the run's number that flips is noticed", () => {
  for (let bit = 0; bit < 32; bit++) {
    fresh(finished);
    const bytes = readFileSync(database);
    const at = 68 + (bit >> 3);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
    writeFileSync(database, bytes);
    expect(verifyRun(dir)).toContainEqual({ where: "run.sqlite bytes 68 to 72", what: "its head is damaged" });
  }
});

test("another file's rollback journal takes nothing back; recovery sets it aside", () => {
  fresh(finished);
  const db = new DatabaseSync(database);
  db.exec("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN; DELETE FROM requests");
  const journal = readFileSync(`${database}-journal`);
  db.close();
  fresh(finished);
  writeFileSync(`${database}-journal`, journal);
  const what = "it is another file's journal, copied beside this run's";
  expect(verifyRun(dir)).toContainEqual({ where: `run.sqlite-journal bytes 0 to ${journal.length}`, what });
  expect(() => openRun(dir, runConfig)).toThrow(what);
  const { copy = "" } = recoverRun(dir);
  expect(statSync(join(dir, copy, "run.sqlite-journal")).size).toBe(journal.length);
  expect([verifyRun(dir), contentsNow()]).toEqual([[], whole]);
});
