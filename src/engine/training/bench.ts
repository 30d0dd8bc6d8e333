import { compile, gemm, Graph, tensor } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { initialise, parameterTable } from "../model/index.ts";
import { createRng } from "../random.ts";
import { createTrainer } from "./graph-trainer.ts";
import type { WeightedRow } from "./token-tree.ts";

/** What a measurement reads from the machine; an argument, since the engine itself knows no clock. */
export interface Instruments {
  readonly nowMs: () => number;
  /** Most memory that the process has held so far. */
  readonly peakRssBytes: () => number;
}

/** Work to measure training on: full rows, every token but the first in the loss. */
export interface TrainBenchOptions {
  readonly rows: number;
  /** Tokens that the model reads in each row. */
  readonly tokensPerRow: number;
  readonly threads: number;
  readonly checkpointing?: boolean;
  /** The best of this many steps counts; default 3. */
  readonly repeats?: number;
  /** As `measurePeak` returned, in the same run: a shared machine's speed changes. */
  readonly peakGflops: number;
}

/** How fast a model trains on this machine. */
export interface TrainBenchResult {
  readonly tokensPerSec: number;
  /** 10^9 floating-point operations per second of the model's products. */
  readonly gflops: number;
  /** gflops as a share of the peak, from 0 to 1. */
  readonly shareOfPeak: number;
  readonly peakRssBytes: number;
}

/** The products whose speed counts as this machine's peak, [M, K] x [K, N]: large, and of the shapes that training has. */
const peakProducts: readonly (readonly [number, number, number])[] = [
  [1024, 1024, 1024],
  [2048, 2048, 2048],
  [1024, 256, 683],
];

/**
 * The fastest matrix product that ONNX Runtime does on this machine.
 *
 * @param seconds time given to each product
 * @returns 10^9 floating-point operations per second
 */
export async function measurePeak(threads: number, instruments: Instruments, seconds = 0.5): Promise<number> {
  let peak = 0;
  for (const [m, k, n] of peakProducts) {
    const graph = new Graph();
    graph.output("c", gemm(graph, graph.input("a", [m, k]), graph.input("b", [k, n])));
    const session = await compile(graph, { threads });
    const feeds = {
      a: tensor(new Float32Array(m * k).fill(0.5), [m, k]),
      b: tensor(new Float32Array(k * n).fill(0.5), [k, n]),
    };
    const c = tensor(new Float32Array(m * n), [m, n]);
    const end = instruments.nowMs() + 1000 * seconds;
    while (instruments.nowMs() < end) {
      const start = instruments.nowMs();
      await session.run(feeds, { c });
      peak = Math.max(peak, (2 * m * k * n) / (instruments.nowMs() - start) / 1e6);
    }
    await session.release();
  }
  return peak;
}

/**
 * Floating-point operations of one training token: 6 for each element of a matrix that multiplies it (2 forward, 4
 * backward), and 12 S N for each query head of each layer, attention's products over the whole row.
 *
 * @param steps S, tokens of a row
 * @see Chowdhery et al. 2022, arXiv:2204.02311, appendix B
 */
export function trainingFlopsPerToken(config: ModelConfig, steps: number): number {
  const matrices = parameterTable(config).filter(({ shape }) => shape.length > 1);
  const elements = matrices.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const lookedUp = config.tieEmbeddings ? 0 : config.vocabSize * config.hiddenSize; // an embedding multiplies nothing
  return 6 * (elements - lookedUp) + 12 * config.layers * config.heads * config.headDim * steps;
}

/** Measures whole training steps, from rows to updated weights, of a randomly initialised model. */
export async function benchTrain(
  config: ModelConfig,
  options: TrainBenchOptions,
  instruments: Instruments,
): Promise<TrainBenchResult> {
  const { threads, checkpointing = false, repeats = 3 } = options;
  const trainer = createTrainer(config, initialise(config, 1), { threads, checkpointing });
  const rows = randomRows(config, options);
  let bestMs = Infinity;
  for (let repeat = 0; repeat <= repeats; repeat++) {
    const start = instruments.nowMs();
    await trainer.forwardBackward(rows);
    trainer.optimStep({ learningRate: 1e-4, weightDecay: 0.01 });
    if (repeat > 0) bestMs = Math.min(bestMs, instruments.nowMs() - start); // the first step compiles the graph
  }
  await trainer.release();
  const tokensPerSec = (1000 * options.rows * options.tokensPerRow) / bestMs;
  const gflops = (tokensPerSec * trainingFlopsPerToken(config, options.tokensPerRow)) / 1e9;
  return { tokensPerSec, gflops, shareOfPeak: gflops / options.peakGflops, peakRssBytes: instruments.peakRssBytes() };
}

function randomRows({ vocabSize }: ModelConfig, { rows, tokensPerRow }: TrainBenchOptions): WeightedRow[] {
  const rng = createRng(1);
  return Array.from({ length: rows }, (_, row) => {
    const tokens = Array.from({ length: tokensPerRow + 1 }, () => Math.floor(vocabSize * rng()));
    tokens[0] = row % vocabSize; // different beginnings: nothing is merged
    return { id: `${row}`, tokens, weights: tokens.map((_, i) => (i === 0 ? 0 : 1 / (rows * tokensPerRow))) };
  });
}
