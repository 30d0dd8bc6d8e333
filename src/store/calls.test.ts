import { mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openRun, readRun } from "./run-directory.ts";

const dir = mkdtempSync(join(tmpdir(), "rise-calls-"));
afterAll(() => rmSync(dir, { recursive: true }));

test("calls are written within a second without a word, and at the end: the next process counts them", async () => {
  const run = openRun(dir, {});
  run.usage.record({ model: "m", inputTokens: 3, outputTokens: 4, usd: 0.5 });
  const seen = (): number | undefined => {
    const reader = readRun(dir);
    const requests = reader.usage.totals().get("m")?.requests;
    reader.close();
    return requests;
  };
  await expect.poll(seen, { timeout: 5000 }).toBe(1); // another process's eyes
  run.usage.record({ model: "m", inputTokens: 1, outputTokens: 1 });
  run.close();
  expect(seen()).toBe(2);
  const again = openRun(dir, {});
  expect(again.usage.totals().get("m")).toEqual({ requests: 2, inputTokens: 4, outputTokens: 5, usd: 0.5 });
  again.close();
});

test("calls that cannot be written are told of at the next one, and written as soon as they can be: none is lost to the limit on spend (I7)", async () => {
  const [there, elsewhere] = [join(dir, "run"), join(dir, "moved")];
  const run = openRun(there, {});
  const call = { model: "m", inputTokens: 1, outputTokens: 1, usd: 1 };
  run.usage.record(call);
  renameSync(there, elsewhere);
  await new Promise((resolve) => setTimeout(resolve, 400)); // a failure that nobody caught would end the process
  expect(() => run.usage.record(call)).toThrow("is gone");
  renameSync(elsewhere, there);
  expect(run.usage.totals().get("m")).toEqual({ requests: 2, inputTokens: 2, outputTokens: 2, usd: 2 });
  run.close();
});
