import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sha256OfFile } from "../../disk/index.ts";
import { createRng } from "../../mdp/index.ts";
import { browseRun } from "../browse-run.ts";
import { openRun, readRun } from "../run-directory.ts";
import { recoverRun } from "./recover-run.ts";
import { answerCount, contentsOf, fillRun, keyOf, runConfig, runsToDamage } from "./testing.ts";
import { verifyRun } from "./verify-run.ts";

const root = mkdtempSync(join(tmpdir(), "rise-log-"));
afterAll(() => rmSync(root, { recursive: true }));
const { write, fresh, contents: contentsNow, ...runs } = runsToDamage(root);
const { finished, killed, dir, database } = runs;
const log = `${database}-wal`;
let whole: unknown;

beforeAll(async () => {
  await write();
  whole = contentsNow(finished);
});

function flip(file: string, at: number, bit = 1): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ bit;
  writeFileSync(file, bytes);
}

/** The number of a page that holds a text. */
function pageWith(text: string): number {
  return Math.floor(readFileSync(database).indexOf(text) / 4096) + 1;
}

const wipe = (page: number): void => {
  const bytes = readFileSync(database);
  bytes.fill(0xa5, (page - 1) * 4096, page * 4096);
  writeFileSync(database, bytes);
};

describe("a whole run", () => {
  test.each([() => finished, () => killed])("has no faults, and recovery changes no byte of it", (from) => {
    fresh(from());
    expect(verifyRun(dir)).toEqual([]);
    const before = readFileSync(database);
    expect(recoverRun(dir)).toMatchObject({ faults: [], lost: [], again: [] });
    expect(readFileSync(database).equals(before)).toBe(true);
    expect(readdirSync(dir).filter((name) => name.startsWith("damaged"))).toEqual([]);
  });
});

describe("any bit that flips", () => {
  test.each([
    ["run.sqlite", () => finished],
    ["run.sqlite-wal", () => killed],
  ] as const)("in %s is found, or nothing that is read changes", (name, from) => {
    const rng = createRng(3);
    const harmed: string[] = [];
    fresh(from());
    const want = contentsNow();
    for (let i = 0; i < 30; i++) {
      fresh(from());
      const at = Math.floor(rng.next() * readFileSync(join(dir, name)).length);
      flip(join(dir, name), at, 1 << Math.floor(rng.next() * 8));
      const faults = verifyRun(dir);
      let got: unknown;
      try {
        got = contentsNow();
      } catch {
        got = undefined; // refused
      }
      const isSame = got !== undefined && JSON.stringify(got) === JSON.stringify(want);
      if (faults.length === 0 && !isSame) harmed.push(`byte ${at}: not found by verify`);
      if (got !== undefined && !isSame) harmed.push(`byte ${at}: read as good`);
    }
    expect(harmed).toEqual([]);
  });
});

describe("a damaged page", () => {
  test("costs the answers that lay on it: they are named, and all else is kept", async () => {
    fresh(finished);
    const page = pageWith("answer 40 answer 40");
    wipe(page);
    const faults = verifyRun(dir);
    expect(
      faults.some(({ where }) => where.includes(`page ${page} (bytes ${(page - 1) * 4096} to ${page * 4096})`)),
    ).toBe(true);
    const damagedBytes = sha256OfFile(database);
    const { lost, again, copy = "" } = recoverRun(dir);
    expect(sha256OfFile(join(dir, copy, "run.sqlite"))).toBe(damagedBytes);
    expect(lost).toContain(`the answers of ${keyOf(40)}`);
    expect(lost.length).toBeLessThan(10);
    expect(again.join()).toContain("evaluate/base is counted again");
    expect(verifyRun(dir)).toEqual([]);
    const run = openRun(dir, runConfig);
    const left = Array.from({ length: answerCount }, (_, i) => run.attempts.get(keyOf(i))).filter(
      (one) => one !== undefined,
    );
    expect(left).toHaveLength(answerCount - lost.length);
    expect(run.document("finished")).toBeUndefined();
    expect(run.document("iteration-1/train")).toEqual({ losses: [0.5] });
    run.close();
  });

  test("of any table leaves a run that opens and, continued, holds what it held", async () => {
    const pages = readFileSync(join(finished, "run.sqlite")).length / 4096;
    for (let page = 1; page <= pages; page += page < 8 ? 1 : 5) {
      fresh(finished);
      wipe(page);
      if (verifyRun(dir).length === 0) continue; // nothing lay on it
      recoverRun(dir);
      expect(verifyRun(dir), `page ${page}`).toEqual([]);
      const run = openRun(dir, runConfig);
      await fillAgain(run);
      expect(contentsOf(run), `page ${page}`).toMatchObject({ ...(whole as object), calls: expect.anything() });
      run.close();
    }
  });
});

/** Does what the run's command does: asks what is not recorded, and records what is not finished. */
async function fillAgain(run: ReturnType<typeof openRun>): Promise<void> {
  const attempts = {
    ...run.attempts,
    put: (key: string, made: Parameters<typeof run.attempts.put>[1]) =>
      run.attempts.get(key) === undefined ? run.attempts.put(key, made) : undefined,
  };
  await fillRun({ ...run, attempts });
}

describe("a file that is not whole", () => {
  test("emptied beside a run's files opens neither to write nor to read, and is recovered as far as the log goes", () => {
    for (const from of [finished, killed]) {
      fresh(from);
      writeFileSync(join(dir, "config.yaml"), "seed: 1\n");
      truncateSync(database, 0);
      expect(() => openRun(dir, runConfig)).toThrow("is empty, and a run's config.yaml");
      expect(() => readRun(dir)).toThrow("rise-lm log recover");
      expect(verifyRun(dir)).toContainEqual({ where: "run.sqlite", what: "it is empty" });
      expect(existsSync(log) && statSync(log).size > 0).toBe(from === killed); // nothing has deleted it
      const { kept } = recoverRun(dir);
      expect(kept["requests"]).toBe(from === killed ? answerCount : 0);
      openRun(dir, runConfig).close();
    }
  });

  test("gone beside its iterations is not begun anew; one that was killed as it began is", () => {
    fresh(finished);
    rmSync(database);
    expect(() => openRun(dir, runConfig)).toThrow("is gone, and a run's iteration-1 beside it");
    rmSync(dir, { recursive: true });
    openRun(dir, runConfig).close();
    for (const name of readdirSync(dir)) if (name.startsWith("run.sqlite")) writeFileSync(join(dir, name), "");
    openRun(dir, runConfig).close();
  });

  test("with its last page torn off is damage, with the page and the cure, and not a failure of the disk", () => {
    fresh(finished);
    const bytes = readFileSync(database).length;
    truncateSync(database, bytes - 1000);
    const page = bytes / 4096;
    expect(() => openRun(dir, runConfig)).toThrow(`run.sqlite page ${page}`);
    expect(() => readRun(dir)).toThrow("it is torn off: 3096 of 4096 bytes are there");
    expect(verifyRun(dir)[0]).toEqual({
      where: `run.sqlite page ${page} (bytes ${bytes - 4096} to ${bytes})`,
      what: "it is torn off: 3096 of 4096 bytes are there",
    });
    recoverRun(dir);
    expect(verifyRun(dir)).toEqual([]);
  });
});

describe("the log of a killed process", () => {
  test("that lost one bit of its last frame, with nothing whole behind, is damaged", () => {
    fresh(killed);
    flip(log, readFileSync(log).length - 1000, 16);
    expect(verifyRun(dir)).toHaveLength(1);
    expect(() => openRun(dir, runConfig)).toThrow("nothing after it is read");
  });

  test("that ends too early is no damage", () => {
    fresh(killed);
    truncateSync(log, readFileSync(log).length - 5000);
    expect(verifyRun(dir)).toEqual([]);
    openRun(dir, runConfig).close();
  });

  test("with a frame whose sectors were never written is none either", () => {
    fresh(killed);
    const bytes = readFileSync(log);
    const from = Math.floor(bytes.length / 2 / 4096) * 4096;
    bytes.fill(0, from, from + 4096);
    writeFileSync(log, bytes);
    expect(verifyRun(dir)).toEqual([]);
  });

  test("damaged in its middle is refused, and what lies behind is recovered", () => {
    fresh(killed);
    flip(log, 32 + 4120 * 20 + 2000, 4);
    expect(() => openRun(dir, runConfig)).toThrow("run.sqlite-wal bytes");
    recoverRun(dir);
    expect(verifyRun(dir)).toEqual([]);
    const run = openRun(dir, runConfig);
    expect(run.attempts.get(keyOf(59))).toBeDefined();
    run.close();
  });
});

describe("recovery", () => {
  test("that was interrupted before its end begins anew from the copy", () => {
    fresh(killed);
    flip(log, 32 + 4120 * 20 + 2000, 4);
    const { copy = "" } = recoverRun(dir);
    rmSync(join(dir, copy, "recovered.json")); // it died after the old log was removed, before the new file had its name
    cpSync(join(dir, copy, "run.sqlite"), database);
    const again = recoverRun(dir);
    expect(again.kept["requests"]).toBeGreaterThanOrEqual(answerCount - 1);
    expect(verifyRun(dir)).toEqual([]);
  });

  test("of a model that was changed keeps the changed one aside and has it trained again", () => {
    fresh(finished);
    writeFileSync(join(dir, "iteration-1/model/model.safetensors"), "weightz");
    expect(verifyRun(dir).map(({ where }) => where)).toEqual(["iteration-1/model/model.safetensors"]);
    const { again, copy = "" } = recoverRun(dir);
    expect(again).toContain("iteration 1 is trained again");
    expect(readFileSync(join(dir, copy, "iteration-1-model/model.safetensors"), "utf8")).toBe("weightz");
    const run = openRun(dir, runConfig);
    expect([run.document("iteration-1/train"), run.document("finished")]).toEqual([undefined, undefined]);
    run.close();
  });

  test("of a model that is gone has it trained again", () => {
    fresh(finished);
    rmSync(join(dir, "iteration-1/model"), { recursive: true });
    expect(verifyRun(dir)).toEqual([{ where: "iteration-1/model", what: "it is missing" }]);
    expect(recoverRun(dir).again).toEqual(["iteration 1 is trained again"]);
    expect(verifyRun(dir)).toEqual([]);
    const run = openRun(dir, runConfig);
    expect([run.document("iteration-1/train"), run.document("finished")]).toEqual([undefined, undefined]);
    run.close();
  });

  test("of a file whose head names no version that SQLite writes", () => {
    for (const at of [18, 19, 21]) {
      fresh(finished);
      flip(database, at, 16);
      expect(() => openRun(dir, runConfig)).toThrow("its head is damaged");
      expect(verifyRun(dir)[0]?.what).toBe("its head is damaged");
      recoverRun(dir);
      expect(verifyRun(dir)).toEqual([]);
      expect(contentsNow()).toEqual(whole);
    }
  });

  test("of a version below 0 is refused at once, where it took two thousand million steps, and given its version back", () => {
    fresh(finished);
    flip(database, 60, 128);
    for (const open of [readRun, browseRun, (at: string) => openRun(at, runConfig)])
      expect(() => open(dir)).toThrow("it says version -2147483645, and its tables are those of version 3");
    expect(verifyRun(dir)).toMatchObject([{ where: "run.sqlite bytes 60 to 64" }]);
    expect(recoverRun(dir)).toMatchObject({ mended: true });
    expect(contentsNow()).toEqual(whole);
  });

  test("of a version without checksums is refused, and nothing is changed", () => {
    fresh(finished);
    const db = new DatabaseSync(database);
    db.exec("PRAGMA user_version = 2");
    db.close();
    truncateSync(database, readFileSync(database).length - 1000);
    const before = readFileSync(database);
    expect(() => recoverRun(dir)).toThrow("version 2, whose rows bear no checksums");
    expect(readFileSync(database).equals(before)).toBe(true);
  });
});
