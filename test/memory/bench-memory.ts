/** Measures the memory of each case in a process of its own beside what is predicted: `npm run bench:memory`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  initialise,
  modelConfigJson,
  samplingMemory,
  totalBytes,
  trainingMemory,
  writeCheckpoint,
} from "../../src/engine/index.ts";
import { adapterOf, cases, shapes, type MemoryCase } from "./cases.ts";

function predictedBytes(one: MemoryCase): number {
  const config = shapes[one.shape];
  if (one.work === "sample") return totalBytes(samplingMemory(config, one));
  const adapter = one.loraRank === undefined ? {} : { adapter: adapterOf(one.loraRank) };
  return totalBytes(trainingMemory(config, { ...one, ...adapter, lossShare: 1 }));
}

function measuredBytes(one: MemoryCase, folder: string): number {
  const script = fileURLToPath(new URL("measure.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [script, JSON.stringify(one), folder], { encoding: "utf8" });
  if (stdout.trim() === "") throw new Error(stderr);
  return Number(stdout);
}

/** Adapters are trained on a model in a folder. */
function writeModel(folder: string, shape: MemoryCase["shape"]): string {
  const config = shapes[shape];
  const companions = new Map([["config.json", JSON.stringify(modelConfigJson(config, [0]))]]);
  writeCheckpoint(folder, { config, companions, weights: initialise(config, 1) });
  return folder;
}

const root = mkdtempSync(join(tmpdir(), "rise-memory-"));
const wanted = process.argv[2];
try {
  for (const one of cases.filter(({ shape }) => wanted === undefined || shape === wanted)) {
    const folder =
      one.work === "train" && one.loraRank !== undefined ? writeModel(join(root, one.shape), one.shape) : "";
    const [predicted, measured] = [predictedBytes(one), measuredBytes(one, folder)];
    const { shape, work, threads, ...rest } = one;
    const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
    const ratio = (measured / predicted).toFixed(2);
    console.log(
      `${shape} ${work} ${threads} threads ${JSON.stringify(rest)}: ${megabytes(measured)}, predicted ${megabytes(predicted)} (${ratio})`,
    );
  }
} finally {
  rmSync(root, { recursive: true });
}
