/** Elements that share a scale: larger blocks are less accurate. */
export const BLOCK_SIZE = 32;
/** The byte that stands for 0. */
const ZERO = 128;
/** Whole numbers reach this far from 0. */
const LARGEST = 127;

/** A matrix [O, I] in bytes, as ONNX Runtime's MatMulNBits reads it. */
interface QuantizedElements {
  /** shape [O, blocks, BLOCK_SIZE] */
  readonly packed: Uint8Array<ArrayBuffer>;
  /** shape [O, blocks] */
  readonly scales: Float32Array<ArrayBuffer>;
  /** Of one row; the last one may reach beyond the row. */
  readonly blocks: number;
}

/**
 * Rounds each element to a multiple of its block's scale, which the block's largest element sets.
 *
 * @param elements shape [O, I], row-major
 * @param columns I
 */
export function quantize(elements: Float32Array, columns: number): QuantizedElements {
  const rows = elements.length / columns;
  const blocks = Math.ceil(columns / BLOCK_SIZE);
  const packed = new Uint8Array(rows * blocks * BLOCK_SIZE).fill(ZERO);
  const scales = new Float32Array(rows * blocks);
  for (let block = 0; block < rows * blocks; block++) {
    const inRow = (block % blocks) * BLOCK_SIZE;
    const begin = Math.floor(block / blocks) * columns + inRow;
    const length = Math.min(BLOCK_SIZE, columns - inRow);
    const scale = Math.fround(largest(elements, begin, length) / LARGEST);
    scales[block] = scale;
    if (scale === 0) continue;
    for (let i = 0; i < length; i++) {
      packed[block * BLOCK_SIZE + i] = Math.round((elements[begin + i] ?? 0) / scale) + ZERO;
    }
  }
  return { packed, scales, blocks };
}

function largest(elements: Float32Array, begin: number, length: number): number {
  let most = 0;
  for (let i = begin; i < begin + length; i++) most = Math.max(most, Math.abs(elements[i] ?? 0));
  return most;
}
