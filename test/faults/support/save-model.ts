// usage: node save-model.ts FOLDER SEED      writes a small model with its sums, as a run does
import { initialise, modelConfigJson, writeCheckpoint } from "../../../src/engine/index.ts";

const [folder = "model", seed = "1"] = process.argv.slice(2);
const size = { hiddenSize: 16, layers: 1, heads: 2, kvHeads: 1, headDim: 8, intermediateSize: 32, vocabSize: 64 };
const config = { ...size, ropeTheta: 10_000, rmsNormEps: 1e-5, tieEmbeddings: true, maxPositions: 64 };
const companions = new Map([["config.json", JSON.stringify(modelConfigJson(config, []))]]);
writeCheckpoint(folder, { config, companions, weights: initialise(config, Number(seed)) }, { sums: true });
