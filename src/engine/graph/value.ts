import { GraphError } from "../errors.ts";

export { GraphError };

/** Element types that the engine's graphs use. */
export type ElementType = "float32" | "int64" | "int32" | "uint8" | "bool";

/** One dimension of a shape: a number, or the name of a dimension that is only known at run time. */
export type Dim = number | string;

/** A tensor's dimensions, outermost first. */
export type Shape = readonly Dim[];

/** A tensor in a graph that is being built: what flows along one edge. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: Shape;
}

/** Writes a shape for an error message, `[4,S,16]`. */
export function showShape(shape: Shape): string {
  return `[${shape.join(",")}]`;
}

/** Whether two shapes agree in every dimension. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/**
 * The size of one dimension.
 *
 * @param axis counted from the end when negative
 * @throws GraphError if the value has no such axis
 */
export function dim(value: Value, axis: number): Dim {
  const size = value.shape.at(axis);
  if (size === undefined) throw new GraphError(`${value.name} ${showShape(value.shape)} has no axis ${axis}`);
  return size;
}

/**
 * The size of one dimension that must be known when the graph is built.
 *
 * @throws GraphError if the dimension is only known at run time
 */
export function fixedDim(value: Value, axis: number): number {
  const size = dim(value, axis);
  if (typeof size === "number") return size;
  throw new GraphError(`axis ${axis} of ${value.name} ${showShape(value.shape)} must be a number, got "${size}"`);
}

/** The number of elements of a shape, or undefined if a dimension is only known at run time. */
export function elementCount(shape: Shape): number | undefined {
  let count = 1;
  for (const size of shape) {
    if (typeof size === "string") return undefined;
    count *= size;
  }
  return count;
}

/**
 * The shape of an elementwise operation's result under NumPy's broadcasting.
 *
 * @throws GraphError naming `op` and both shapes if they do not fit
 */
export function broadcastShapes(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[a.length - rank + axis] ?? 1;
    const y = b[b.length - rank + axis] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    throw new GraphError(`${op}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast`);
  });
}
