import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { totalmem, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Engine } from "../../src/engine/index.ts";
import { writeLargeModel } from "../large-model.ts";
import { rise } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise-large-"));
const model = join(root, "7b");
beforeAll(() => writeLargeModel(model));
afterAll(() => rmSync(root, { recursive: true }));

test("a folder of 7 billion parameters opens without its weights being read", async () => {
  const before = process.memoryUsage.rss();
  const engine = await Engine.open(model, { threads: 1 });
  expect(engine.config).toMatchObject({ hiddenSize: 4096, layers: 32 });
  expect(process.memoryUsage.rss() - before).toBeLessThan(500e6);
  await engine.close();
});

const isSmallMachine = totalmem() < 100e9;

test.skipIf(!isSmallMachine)(
  `rise plan says what this machine can do with it, and exits 1 ${isSmallMachine ? "" : "(skipped: all of it fits here)"}`,
  async () => {
    const config = join(root, "large.yaml");
    writeFileSync(config, `model: ${model}\ntask: { name: word-problems }\n`);
    const { code, stdout } = await rise("plan", config, "--smoke");
    expect(code).toBe(1);
    expect(stdout).toMatch(/training all weights +1\d\d GB +does not fit/);
    expect(stdout).toMatch(/It cannot be done here: training takes 1\d\d GB of memory, but [\d.]+ GB can be had/);
  },
  60_000,
);

test.skipIf(!isSmallMachine)(
  "training it is refused before its weights are read, with the cure",
  async () => {
    const data = join(root, "rows.jsonl");
    writeFileSync(data, '{"tokens": [1, 2, 3], "weights": [0, 1, 1]}\n');
    const { code, stderr } = await rise("train", "--model", model, "--data", data, "--out", join(root, "out"));
    expect(code).toBe(1);
    expect(stderr).toMatch(/6738 million parameters\) needs 1\d\d\.\d GB of memory at least.*use a smaller model/s);
  },
  60_000,
);

test("a damaged 7B folder is refused at once, by its shard's name", async () => {
  truncateSync(join(model, "model-00003-of-00003.safetensors"), 5_000_000);
  await expect(Engine.open(model, { threads: 1 })).rejects.toThrow(
    /model-00003-of-00003\.safetensors must hold \d+ bytes of tensors, got \d+; it is truncated/,
  );
}, 30_000);
