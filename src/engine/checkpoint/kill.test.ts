import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { initialise, type ModelConfig } from "../model/index.ts";
import { readCheckpoint } from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-kill-"));
afterAll(() => rmSync(root, { recursive: true }));

const config: ModelConfig = {
  hiddenSize: 64,
  layers: 2,
  heads: 4,
  kvHeads: 4,
  headDim: 16,
  intermediateSize: 128,
  vocabSize: 1000,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 64,
};

/** A process that saves one model after another in the same folder and says so after each. */
const script = `
  const { modelConfigJson, writeCheckpoint } = await import(process.argv[1]);
  const { initialise } = await import(process.argv[2]);
  const config = JSON.parse(process.argv[3]);
  const companions = new Map([["config.json", JSON.stringify(modelConfigJson(config, []))]]);
  for (let seed = 0; ; seed = (seed + 1) % 4) {
    const maxShardBytes = seed % 2 === 0 ? 5e9 : 100_000; // one file and shards in turn
    writeCheckpoint(process.argv[4], { config, weights: initialise(config, seed), companions }, { maxShardBytes });
    process.stdout.write(".");
  }`;

test("a process killed at any instant while it saves leaves one whole model, the old one or the new one (I6)", async () => {
  const folder = join(root, "model");
  const modules = ["./index.ts", "../model/index.ts"].map((file) => new URL(file, import.meta.url).href);
  const models = [0, 1, 2, 3].map((seed) => initialise(config, seed).get("model.embed_tokens.weight"));
  for (const delayMs of [0, 3, 7, 13, 29]) {
    const saving = spawn(
      process.execPath,
      ["--input-type=module", "-e", script, ...modules, JSON.stringify(config), folder],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(saving.stdout, "data"); // the first save is done, the next under way
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    saving.kill("SIGKILL");
    await once(saving, "exit");
    const { weights } = readCheckpoint(folder);
    expect(models).toContainEqual(weights.get("model.embed_tokens.weight"));
  }
});
