import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeRun } from "../../store/log/testing.ts";
import { exportLog, recoverLog, verifyLog } from "./log.ts";

const root = mkdtempSync(join(tmpdir(), "rise-log-verbs-"));
const dir = join(root, "run");
beforeAll(() => writeRun(dir));
afterAll(() => rmSync(root, { recursive: true }));

const linesOf = (file: string): readonly Record<string, unknown>[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test("the record is exported as JSONL, every answer with its tokens and every turn with its grade", async () => {
  const { out, files } = await exportLog({ dir });
  expect(files).toEqual({
    "attempts.jsonl": 60,
    "turns.jsonl": 30,
    "examples.jsonl": 30,
    "documents.jsonl": 5,
    "calls.jsonl": 1,
  });
  const attempt = linesOf(join(out, "attempts.jsonl")).find(({ request }) => request === "1/train-3/0/1");
  expect(attempt).toMatchObject({ sample: 0, response_ids: [3, 300], logprobs: [-0.5, -0.25], stop: "endOfTurn" });
  expect(linesOf(join(out, "turns.jsonl"))[2]).toMatchObject({
    problem: "train-2",
    gold: "4",
    outcome: "correct",
    reward: 1,
  });
  expect(linesOf(join(out, "calls.jsonl"))).toEqual([
    { model: "m", requests: 5, input_tokens: 10, output_tokens: 5, usd: 0 },
  ]);
  await expect(exportLog({ dir })).rejects.toThrow("must be a new or empty folder");
});

test("the parquet form holds the same rows, lists and objects as JSON texts", async () => {
  const jsonl = await exportLog({ dir, out: join(root, "jsonl") });
  const { out } = await exportLog({ dir, as: "parquet", out: join(root, "parquet") });
  for (const name of Object.keys(jsonl.files).map((file) => file.replace(".jsonl", ""))) {
    const bytes = new Uint8Array(readFileSync(join(out, `${name}.parquet`))).buffer;
    const rows = await parquetReadObjects({ file: bytes });
    const want = linesOf(join(jsonl.out, `${name}.jsonl`)).map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [
          key,
          key === "document" || (typeof value === "object" && value !== null) ? JSON.stringify(value) : value,
        ]),
      ),
    );
    const got = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key, typeof value === "bigint" ? Number(value) : value]),
      ),
    );
    expect(got, name).toEqual(want);
  }
});

test("a damaged run is verified as such, recovered, and whole from then on", async () => {
  expect(await verifyLog({ dir })).toEqual({ ok: true, faults: [] });
  writeFileSync(join(dir, "iteration-1/model/model.safetensors"), "changed");
  expect((await verifyLog({ dir })).ok).toBe(false);
  expect(await recoverLog({ dir })).toMatchObject({ copy: "damaged-1", again: ["iteration 1 is trained again"] });
  expect(await verifyLog({ dir })).toEqual({ ok: true, faults: [] });
});
