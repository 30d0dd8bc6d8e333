import { trainingFlopsPerToken, type Engine } from "../../engine/index.ts";
import type { BenchShape } from "./shapes.ts";

/** Steps measured; the fastest counts, since a shared machine's speed changes. */
const repeats = 3;

/** How fast an engine trains. */
interface TrainSpeed {
  readonly tokensPerSec: number;
  /** 10^9 floating-point operations per second of the model's products. */
  readonly gflops: number;
}

/** How fast an engine samples. */
interface DecodeSpeed {
  /** Samples decoded at once. */
  readonly batch: number;
  /** New tokens of all samples together per second of elapsed time, the prompt's reading included. */
  readonly tokensPerSec: number;
}

/** The parts of which each measurement tells its end. */
export const partsOf = ({ decode }: BenchShape): number => 1 + (1 + repeats) + 2 * decode.batches.length;

/**
 * Measures whole training steps, from rows to updated weights: full rows, every token but the first in the loss.
 *
 * @param steps measured after a first one
 */
export async function trainSpeed(
  engine: Engine,
  { rows: count, tokensPerRow }: BenchShape["train"],
  isFrozen: boolean,
  { steps = repeats, onPart = () => {} }: { readonly steps?: number; readonly onPart?: () => void } = {},
): Promise<TrainSpeed> {
  const rows = fullRows(count, tokensPerRow, engine.config.vocabSize);
  let bestMs = Infinity;
  for (let repeat = 0; repeat <= steps; repeat++) {
    const start = performance.now();
    await engine.forwardBackward(rows);
    await engine.optimStep({ learningRate: 1e-4, weightDecay: 0.01 });
    if (repeat > 0) bestMs = Math.min(bestMs, performance.now() - start); // the first step compiles the graph
    onPart();
  }
  const tokensPerSec = (1000 * count * tokensPerRow) / bestMs;
  return { tokensPerSec, gflops: (tokensPerSec * trainingFlopsPerToken(engine.config, tokensPerRow, isFrozen)) / 1e9 };
}

/** Measures sampling, batch size by batch size. A short run before each leaves compiling out of it. */
export async function decodeSpeeds(
  engine: Engine,
  { promptTokens, newTokens, batches }: BenchShape["decode"],
  onPart: () => void = () => {},
): Promise<readonly DecodeSpeed[]> {
  const prompt = Array.from({ length: promptTokens }, (_, i) => (i * 7) % engine.config.vocabSize);
  const settings = { promptTokens: prompt, temperature: 1, topP: 1, stopIds: [], seed: 1 };
  const speeds: DecodeSpeed[] = [];
  for (const batch of batches) {
    await engine.sample({ ...settings, n: batch, maxTokens: 2 });
    onPart();
    const start = performance.now();
    await engine.sample({ ...settings, n: batch, maxTokens: newTokens });
    speeds.push({ batch, tokensPerSec: (batch * newTokens * 1000) / (performance.now() - start) });
    onPart();
  }
  return speeds;
}

/** Rows with different beginnings: nothing is merged. */
function fullRows(count: number, tokensPerRow: number, vocabSize: number) {
  return Array.from({ length: count }, (_, row) => {
    const tokens = Array.from({ length: tokensPerRow + 1 }, (_, i) => (row + i * (i + 7)) % vocabSize);
    return { id: `${row}`, tokens, weights: tokens.map((_, i) => (i === 0 ? 0 : 1 / (count * tokensPerRow))) };
  });
}
