import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { type FakeHub, startFakeHub } from "../../tasks/hub/testing/fake-hub.ts";
import { pullName } from "./pull.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-pull-"));
let hub: FakeHub | undefined;
afterEach(async () => {
  vi.unstubAllEnvs();
  await hub?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("a data set's name brings the files of all its splits, and progress tells the bytes", async () => {
  const parquet = (text: string) => ({ content: Buffer.from(text), isLarge: true });
  hub = await startFakeHub("openai/gsm8k", {
    "main/train-00000-of-00001.parquet": parquet("train"),
    "main/test-00000-of-00001.parquet": parquet("test"),
    "socratic/test-00000-of-00001.parquet": parquet("another"),
  });
  vi.stubEnv("HF_ENDPOINT", hub.endpoint);
  vi.stubEnv("HF_HUB_CACHE", folder);
  const events: string[] = [];
  const pulled = await pullName(
    { name: "gsm8k" },
    { onProgress: ({ stage, done, total }) => events.push(`${stage} ${done}/${total}`) },
  );
  const files = pulled.flatMap(({ files }) => files.map(({ path }) => readFileSync(path, "utf8")));
  expect(files.toSorted()).toEqual(["test", "train"]);
  expect(events).toEqual([
    "download openai/gsm8k main/train-00000-of-00001.parquet 5/5",
    "download openai/gsm8k main/test-00000-of-00001.parquet 4/4",
  ]);
});
