import type { Dim, ElementType, Shape, Value } from "../graph/index.ts";

/** The sizes that are known only at run time, by name. */
export type Sizes = Readonly<Record<string, number>>;

const BYTES: Readonly<Record<ElementType, number>> = { float32: 4, int32: 4, int64: 8, uint8: 1, bool: 1 };

/** Bytes of a value's elements. */
export function bytesOf({ shape, type }: Value, sizes: Sizes): number {
  return shape.reduce((product: number, dim) => product * sizeOf(dim, sizes, shape), BYTES[type]);
}

/** A dimension's size: a number, a name, or names and numbers added or multiplied, such as `P+1` or `P*64`. */
export function sizeOf(dim: Dim, sizes: Sizes, shape: Shape): number {
  if (typeof dim === "number") return dim;
  const factors = dim.split("*").map((part) =>
    part
      .split("+")
      .map((term) => sizes[term] ?? Number(term))
      .reduce((sum, term) => sum + term, 0),
  );
  const size = factors.reduce((a, b) => a * b, 1);
  if (Number.isFinite(size)) return size;
  throw new RangeError(`the size of ${dim} in [${shape.join()}] must be known, got ${Object.keys(sizes).join(", ")}`);
}
