// A whole run in a second: run() with its store and report, and toy models whose folders the engine's writer makes.
// usage: node toy-run.ts DIR        prints the summary's models; exit codes and messages are the product's own
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { reportError } from "../../../src/cli/report-error.ts";
import { run } from "../../../src/cli/verbs/run.ts";
import {
  initialise,
  modelConfigJson,
  readCheckpoint,
  recoverFolder,
  writeCheckpoint,
} from "../../../src/engine/index.ts";
import { toyModels, type ToyFile } from "../../../src/mdp/testing/index.ts";

const [out = "toy"] = process.argv.slice(2);
mkdirSync(dirname(out), { recursive: true });
process.chdir(dirname(out));
const size = { hiddenSize: 16, layers: 1, heads: 2, kvHeads: 1, headDim: 8, intermediateSize: 32, vocabSize: 64 };
const config = { ...size, ropeTheta: 10_000, rmsNormEps: 1e-5, tieEmbeddings: true, maxPositions: 64 };
const companions = new Map([["config.json", JSON.stringify(modelConfigJson(config, []))]]);
const weights = initialise(config, 3);

/** The toy's weights lie as a note beside a real model, so that saving them is what saving a model is. */
class ModelFolders extends Map<string, ToyFile> {
  override set(folder: string, file: ToyFile): this {
    writeCheckpoint(
      folder,
      { config, companions, weights },
      { notes: new Map([["toy.json", JSON.stringify(file)]]), sums: true },
    );
    return this;
  }
  override get(folder: string): ToyFile | undefined {
    const first = Number(process.env["TOY_WEIGHT"] ?? 0);
    if (folder === "toy") return { weights: { first, afterWrong: 0, afterRight: 0 } };
    recoverFolder(folder);
    if (!existsSync(join(folder, "toy.json"))) return undefined;
    readCheckpoint(folder);
    return JSON.parse(readFileSync(join(folder, "toy.json"), "utf8")) as ToyFile;
  }
}

/** Sums as a file of problems. */
function problems(split: string, first: number): string {
  const folder = `${basename(out)}.problems`; // as the config and so the report name it, wherever the run is
  mkdirSync(folder, { recursive: true });
  const shift = Number(process.env["TOY_SHIFT"] ?? 0);
  const rows = Array.from({ length: 12 }, (_, i) => ({
    problem: `What is ${first + i} + 4?`,
    answer: first + i + 4 + shift,
  }));
  writeFileSync(join(folder, `${split}.jsonl`), rows.map((row) => JSON.stringify(row)).join("\n"));
  return join(folder, `${split}.jsonl`);
}

try {
  const { summary } = await run({
    config: {
      model: "toy",
      task: { name: "custom", files: { train: problems("train", 100), test: problems("test", 500) } },
      iterations: 2,
      collect: { samples: 2 },
      improve: { samples: 2 },
      train: { learningRate: 0.5, saveEverySteps: 1, batchExamples: 24 },
      evaluate: { seeds: 1, turns: 2 },
    },
    out,
    accept: process.env["TOY_ACCEPT"] === "1",
    openModels: async () => ({ ...toyModels(new ModelFolders()), check: () => Promise.resolve() }),
  });
  console.log(JSON.stringify(summary.models));
} catch (error) {
  process.exitCode = reportError(error, false, (line) => process.stderr.write(`${line}\n`));
}
