import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storedRun } from "../../../test/pages/stored-run.ts";
import { browseRun, type RunBrowser } from "../../store/index.ts";
import { RunRows } from "./run-rows.ts";

const dir = mkdtempSync(join(tmpdir(), "rise-rows-"));
let run: RunBrowser;
beforeAll(async () => {
  await storedRun(join(dir, "run"));
  run = browseRun(join(dir, "run"));
});
afterAll(() => {
  run.close();
  rmSync(dir, { recursive: true });
});

test("a reading that fails, wherever it does, is gone on with by the next: no rollout is missing, and none is counted twice", async () => {
  const whole = new RunRows((read) => read(run), null);
  await whole.refresh();
  expect(whole.rows.length).toBeGreaterThan(200);
  let didFail = true;
  for (let failsAt = 1; didFail; failsAt++) {
    let left = failsAt;
    const rows = new RunRows((read) => {
      if (--left === 0) throw new Error("the disk was busy");
      return read(run);
    }, null);
    didFail = await rows.refresh().then(
      () => false,
      () => true,
    );
    left = Infinity;
    await rows.refresh();
    expect(rows.rows, `failing at reading ${failsAt}`).toEqual(whole.rows);
  }
});
