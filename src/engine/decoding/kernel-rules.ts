import type { ModelConfig } from "../model/index.ts";
import { parameterCount, parameterTable } from "../model/index.ts";
import type { WeightStorage } from "./graph-weights.ts";

/**
 * Rules by which a row's bits do not depend on the rows beside it. Found by experiment and in the source
 * of ONNX Runtime's matrix kernels (MLAS); the tests of the sampler hold it.
 */
export interface KernelRules {
  /**
   * Where the graph has its weights. Those that it stores ONNX Runtime lays out once, and a product sums in blocks of the
   * same size whatever the number of rows and threads. It costs a copy of the weights.
   */
  readonly storage: WeightStorage;
  /** Rows that a step must have at least; others may be added that nobody reads. */
  readonly minRows: number;
  readonly threads: number;
}

/** Where the step graphs have a model's weights. */
interface StepStorage {
  readonly decoding: WeightStorage;
  readonly reading: WeightStorage;
}

/**
 * Stores the weights where their copies, one for each graph, fit in `maxStoredBytes`: in decoding first. Its products have
 * few rows, and a fed matrix is laid out again in every step, which takes as long as the product with 16 rows. Reading has
 * hundreds of rows.
 *
 * @param inBytes store them in bytes, whatever they take
 */
export function stepStorage(config: ModelConfig, maxStoredBytes: number, inBytes = false): StepStorage {
  if (inBytes) return { decoding: "bytes", reading: "bytes" };
  const copyBytes = parameterCount(config) * Float32Array.BYTES_PER_ELEMENT;
  const where = (copies: number): WeightStorage => (copies * copyBytes <= maxStoredBytes ? "stored" : "fed");
  return { decoding: where(1), reading: where(2) };
}

/** Below this many columns for each thread, MLAS sums a product with a fed matrix in blocks of another size. */
const FEWEST_COLUMNS = 80;

/**
 * Chooses how the steps of a graph are to run.
 *
 * - A lone row times a fed matrix takes another kernel: two rows at least.
 * - Threads split a fed matrix by columns when there are few rows: no more threads than leave each enough columns.
 * - Threads split one attention product when there are fewer products than threads: at least as many products.
 *
 * @param threads wanted; fewer are used where they would change the bits
 */
export function kernelRules(config: ModelConfig, threads: number, storage: WeightStorage): KernelRules {
  const matrices = parameterTable(config).filter(({ shape }) => shape.length === 2);
  const narrowest = Math.min(...matrices.map(({ shape: [columns = 1] }) => columns));
  const isFed = storage === "fed";
  const allowed = !isFed ? threads : Math.max(1, Math.min(threads, Math.floor(narrowest / FEWEST_COLUMNS)));
  return {
    storage,
    minRows: Math.max(isFed ? 2 : 1, Math.ceil(allowed / config.kvHeads)),
    threads: allowed,
  };
}
