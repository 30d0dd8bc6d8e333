/**
 * Bare nodes with checked shapes and no derivative: the material of which operations (ops/) and their
 * vector-Jacobian products are made.
 */
import type { Graph } from "./graph.ts";
import { MICROSOFT } from "./graph.ts";
import type { Dim, Shape, Value } from "./value.ts";
import { broadcastShapes, dim, elementCount, GraphError, sameShape, showShape } from "./value.ts";

/** An elementwise operator of two values under broadcasting, such as Add or Mul. */
export function binary(graph: Graph, op: string, a: Value, b: Value): Value {
  if (a.type !== b.type) throw new GraphError(`${op}: ${a.name} is ${a.type} and ${b.name} is ${b.type}`);
  return graph.node({ op, inputs: [a, b] }, broadcastShapes(op, a.shape, b.shape), a.type);
}

/** An elementwise comparison of two values under broadcasting, such as Less; the result is bool. */
export function compare(graph: Graph, op: string, a: Value, b: Value): Value {
  if (a.type !== b.type) throw new GraphError(`${op}: ${a.name} is ${a.type} and ${b.name} is ${b.type}`);
  return graph.node({ op, inputs: [a, b] }, broadcastShapes(op, a.shape, b.shape), "bool");
}

/** An operator that keeps its argument's shape, such as Neg, Exp or Softmax over the last axis. */
export function unary(graph: Graph, op: string, x: Value, attributes: { readonly axis?: number } = {}): Value {
  return graph.node({ op, inputs: [x], attributes }, x.shape, x.type);
}

/** A sum, mean or maximum over axes, which stay in the shape with size 1 unless `keep` is false. */
export function reduce(
  graph: Graph,
  op: "ReduceSum" | "ReduceMean" | "ReduceMax",
  x: Value,
  axes: readonly number[],
  keep = true,
): Value {
  const shape = keep ? x.shape.map((size, i) => (axes.includes(i) ? 1 : size)) : withoutAxes(x.shape, axes);
  return graph.node({ op, inputs: [x, graph.integers(axes)], attributes: { keepdims: keep ? 1 : 0 } }, shape);
}

const withoutAxes = (shape: Shape, axes: readonly number[]): Shape => shape.filter((_, i) => !axes.includes(i));

/**
 * The same elements in another shape. Of the dimensions known only at run time, one may be new; others must be where they
 * were.
 *
 * @throws GraphError if the number of elements differs
 */
export function reshapeNode(graph: Graph, x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const isKept = (axis: number): boolean => shape[axis] === x.shape[axis];
  const unknown = shape.filter((size, axis) => typeof size === "string" && !isKept(axis)).length;
  if (unknown > 1 || elementCount(x.shape) !== elementCount(shape)) {
    throw new GraphError(`Reshape: ${x.name} ${showShape(x.shape)} cannot become ${showShape(shape)}`);
  }
  const target = graph.integers(shape.map((size, axis) => (typeof size === "number" ? size : isKept(axis) ? 0 : -1)));
  return graph.node({ op: "Reshape", inputs: [x, target] }, shape, x.type);
}

/** Axes in another order: axis i of the result is axis `order[i]` of `x`. */
export function transposeNode(graph: Graph, x: Value, order: readonly number[]): Value {
  if (order.length !== x.shape.length || new Set(order).size !== order.length) {
    throw new GraphError(`Transpose: order ${showShape(order)} does not fit ${x.name} ${showShape(x.shape)}`);
  }
  const shape = order.map((axis) => dim(x, axis));
  return graph.node({ op: "Transpose", inputs: [x], attributes: { perm: order } }, shape, x.type);
}

/** How a product reads its factors. */
interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * scale * a b (+ c): the product of two matrices, each transposed on request, added to a value that broadcasts to it.
 *
 * @throws GraphError if the inner dimensions differ
 */
export function gemm(
  graph: Graph,
  a: Value,
  b: Value,
  options: ProductOptions & { readonly scale?: number; readonly plus?: Value } = {},
): Value {
  const shape = productShape("Gemm", a, b, options);
  if (a.shape.length !== 2) throw new GraphError(`Gemm: ${a.name} ${showShape(a.shape)} must be a matrix`);
  const { plus, scale = 1 } = options;
  if (plus && !sameShape(broadcastShapes("Gemm", shape, plus.shape), shape)) {
    throw new GraphError(`Gemm: ${showShape(plus.shape)} cannot be added to ${showShape(shape)}`);
  }
  const transposed = { transA: options.transposeA ? 1 : 0, transB: options.transposeB ? 1 : 0 };
  const attributes = scale === 1 ? transposed : { ...transposed, alpha: { float: scale } };
  return graph.node({ op: "Gemm", inputs: plus ? [a, b, plus] : [a, b], attributes }, shape);
}

/**
 * scale * a b for stacks of matrices [..., M, K] x [..., K, N]; leading dimensions must agree, or be 1 in b, whose matrix then
 * is every a's.
 *
 * @throws GraphError if the inner or the leading dimensions differ
 */
export function stackedProduct(
  graph: Graph,
  a: Value,
  b: Value,
  options: ProductOptions & { readonly scale?: number } = {},
): Value {
  const shape = productShape("FusedMatMul", a, b, options);
  const attributes = {
    transA: options.transposeA ? 1 : 0,
    transB: options.transposeB ? 1 : 0,
    alpha: { float: options.scale ?? 1 },
  };
  return graph.node({ op: "FusedMatMul", domain: MICROSOFT, inputs: [a, b], attributes }, shape);
}

function productShape(op: string, a: Value, b: Value, { transposeA, transposeB }: ProductOptions): Shape {
  const rows: Dim = dim(a, transposeA ? -1 : -2);
  const innerA = dim(a, transposeA ? -2 : -1);
  const innerB = dim(b, transposeB ? -1 : -2);
  const columns = dim(b, transposeB ? -2 : -1);
  const stack = a.shape.slice(0, -2);
  const others = b.shape.slice(0, -2);
  const agree = stack.length === others.length && others.every((size, i) => size === stack[i] || size === 1);
  if (innerA === innerB && agree) return [...stack, rows, columns];
  const show = (value: Value, transposed = false): string => `${showShape(value.shape)}${transposed ? "^T" : ""}`;
  throw new GraphError(`${op}: ${show(a, transposeA)} x ${show(b, transposeB)} does not fit`);
}

/** Part of a value along one axis, from `start` up to but without `end` (counted from the end when negative). */
export function sliceNode(graph: Graph, x: Value, axis: number, start: number, end: number, size: Dim): Value {
  const inputs = [x, graph.integers([start]), graph.integers([end]), graph.integers([axis])];
  return graph.node(
    { op: "Slice", inputs },
    x.shape.map((old, i) => (i === axis ? size : old)),
    x.type,
  );
}

/** Values joined along one axis; sizes known only at run time are joined by name, `S+1`. */
export function concatNode(graph: Graph, values: readonly [Value, ...Value[]], axis: number): Value {
  const [first] = values;
  for (const value of values) {
    const fits =
      value.shape.length === first.shape.length && value.shape.every((s, i) => i === axis || s === first.shape[i]);
    if (!fits)
      throw new GraphError(
        `Concat: ${showShape(first.shape)} and ${showShape(value.shape)} differ beside axis ${axis}`,
      );
  }
  const sizes = values.map((value) => dim(value, axis));
  const joined = sizes.every((size) => typeof size === "number") ? sizes.reduce((a, b) => a + b, 0) : sizes.join("+");
  const shape = first.shape.map((size, i) => (i === axis ? joined : size));
  return graph.node({ op: "Concat", inputs: values, attributes: { axis } }, shape, first.type);
}

/** Sums a broadcast gradient back to the shape of the value that was broadcast. */
export function sumToShape(graph: Graph, dy: Value, shape: Shape): Value {
  if (sameShape(dy.shape, shape)) return dy;
  const missing = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((size, axis) => {
    const target = shape[axis - missing] ?? 1;
    return target === 1 && size !== 1 ? [axis] : [];
  });
  const summed = axes.length > 0 ? reduce(graph, "ReduceSum", dy, axes) : dy;
  return reshapeNode(graph, summed, shape);
}
