import { compile, gemm, Graph, tensor } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { parameterTable } from "../model/index.ts";

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
export async function measurePeak(threads: number, seconds = 0.5): Promise<number> {
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
    const end = performance.now() + 1000 * seconds;
    while (performance.now() < end) {
      const start = performance.now();
      await session.run(feeds, { c });
      peak = Math.max(peak, (2 * m * k * n) / (performance.now() - start) / 1e6);
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
 * @param isFrozen whether adapters are trained: the weights themselves then have no gradient, a third less; their own work is small
 * @see Chowdhery et al. 2022, arXiv:2204.02311, appendix B
 */
export function trainingFlopsPerToken(config: ModelConfig, steps: number, isFrozen = false): number {
  const matrices = parameterTable(config).filter(({ shape }) => shape.length > 1);
  const elements = matrices.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const lookedUp = config.tieEmbeddings ? 0 : config.vocabSize * config.hiddenSize; // an embedding multiplies nothing
  return (isFrozen ? 4 : 6) * (elements - lookedUp) + 12 * config.layers * config.heads * config.headDim * steps;
}
