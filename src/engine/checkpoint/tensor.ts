/** A named array of a checkpoint: row-major, always f32 in memory, whatever the file's type was. */
export interface Tensor {
  readonly shape: readonly number[];
  /** length = product of `shape` */
  readonly data: Float32Array<ArrayBuffer>;
}

/** Tensors by name, in the order of the file. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** Number of elements of a tensor of this shape; 1 for a scalar. */
export function countElements(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
