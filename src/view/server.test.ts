import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { storedRun } from "../../test/pages/stored-run.ts";
import { serveView, type ServedView } from "./server.ts";
import type { RowsAnswer, RunAnswer } from "./shared/answers.ts";
import { Viewer } from "./viewer.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-served-view-"));
const [whole, dir] = [join(folder, "whole"), join(folder, "run")];
beforeAll(() => storedRun(whole));
afterAll(() => rmSync(folder, { recursive: true }));

async function serve(of: string): Promise<ServedView> {
  const viewer = new Viewer(of, { folder: "run", task: async () => undefined, tokenizer: () => undefined });
  return serveView(viewer, of, { files: new Map([["viewer.js", new Uint8Array()]]) }, 0);
}

test("damage that keeps a run from being read is told with the list, of which the rest is there; nothing is read again for it", async () => {
  cpSync(whole, dir, { recursive: true });
  const db = new DatabaseSync(join(dir, "run.sqlite"));
  db.exec("UPDATE turns SET outcome = 'wrong', answer = '?' WHERE position = 3 AND turn = 0");
  db.close();
  const view = await serve(dir);
  const asked = async <T>(what: string): Promise<T> => (await (await fetch(`${view.url}api/${what}`)).json()) as T;
  await expect
    .poll(async () => (await asked<RowsAnswer>("rows")).fault)
    .toContain("is damaged at turn 0 of trajectory 3");
  const { total, rows } = await asked<RowsAnswer>("rows");
  expect([total > 200, rows.length]).toEqual([true, 100]); // the evaluations
  const { isReading, version } = await asked<RunAnswer>("run");
  expect(isReading).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect((await asked<RunAnswer>("run")).version).toBe(version);
  await view.close();
});

test("what only reads says which methods it knows", async () => {
  const view = await serve(whole);
  const response = await fetch(view.url, { method: "POST", body: "x" });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  await view.close();
});
