import { readdirSync, readlinkSync, rmSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DamageError } from "../mdp/index.ts";
import { browseRun } from "./browse-run.ts";
import { runConfig, runsToDamage } from "./log/testing.ts";
import { readRun } from "./run-directory.ts";

const root = mkdtempSync(join(tmpdir(), "rise-browse-"));
afterAll(() => rmSync(root, { recursive: true }));
const runs = runsToDamage(root);
beforeAll(runs.write);

/** All that a list of a run's rollouts shows of it. */
function listed(dir: string): unknown {
  const run = browseRun(dir);
  try {
    const { config, digest } = run;
    return { config, digest, heads: run.heads(1, 0, 100), all: run.newRequests(0, 100), some: run.requestHeads("1/", "", 100) }; // prettier-ignore
  } finally {
    run.close();
  }
}

test("a run that is looked through shows its config, its rollouts and its requests", () => {
  const { config, heads, all, some } = listed(runs.finished) as {
    readonly config: unknown;
    readonly heads: readonly { readonly id: string; readonly turns: readonly object[] }[];
    readonly all: readonly unknown[];
    readonly some: readonly unknown[];
  };
  expect(config).toEqual(runConfig);
  expect([heads.length, all.length, some.length]).toEqual([30, 60, 30]);
  expect(heads[7]).toMatchObject({
    id: "1/train-7/0",
    turns: [{ by: "policy", outcome: "correct", answer: "1", isTruncated: false, generatedTokens: 7 }],
  });
});

describe("what was changed in its record is not shown as good (I12):", () => {
  test.each([
    ["a key of the config", `UPDATE config SET document = replace(document, '0.4', '0.5')`, "the config"],
    [
      "a turn's outcome",
      `UPDATE turns SET outcome = 'wrong' WHERE position = 3`,
      "turn 0 of trajectory 3 of iteration 1",
    ],
    ["a turn's answer", `UPDATE turns SET answer = '2' WHERE position = 3`, "turn 0 of trajectory 3 of iteration 1"],
    ["where it branches", `UPDATE trajectories SET branches_at = 1 WHERE position = 3`, "trajectory 1/train-3/0"],
    [
      "how an attempt ended",
      `UPDATE requests SET facts = replace(facts, 'endOfTurn', 'length') WHERE key = '1/train-3/0/1'`,
      "the attempts of 1/train-3/0/1",
    ],
    ["an attempt that is gone", `DELETE FROM requests WHERE key = '1/train-3/0/1'`, "attempt 0 of 1/train-3/0/1"],
  ])("%s", (_, change, where) => {
    runs.fresh(runs.finished);
    const db = new DatabaseSync(runs.database);
    db.exec(change);
    db.close();
    expect(() => listed(runs.dir)).toThrow(`is damaged at ${where}: `);
  });
});

test.runIf(process.platform === "linux")("a run that is refused is let go of", () => {
  runs.fresh(runs.finished);
  const db = new DatabaseSync(runs.database);
  db.exec(`UPDATE config SET document = replace(document, '0.4', '0.5')`);
  db.close();
  for (const open of [browseRun, readRun]) expect(() => open(runs.dir)).toThrow(DamageError);
  const open = readdirSync("/proc/self/fd").map((fd) => targetOf(`/proc/self/fd/${fd}`));
  expect(open.filter((path) => path.startsWith(runs.dir))).toEqual([]);
});

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return ""; // the one that the list was read by
  }
}
