/**
 * What the WebGPU provider of onnxruntime-node 1.30 lacks or gets wrong, said in operators that it computes rightly. Operators
 * without a rule are taken as they are.
 */
import type { Node } from "../graph.ts";
import { binary, compare, reduce, reshapeNode, transposeNode, unary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { dim, fixedDim, GraphError } from "../value.ts";
import type { Lowering } from "./lowering.ts";

/**
 * Adds the nodes that take a node's place and returns what its outputs become, undefined where nothing reads one; undefined
 * where the node may be taken as it is.
 */
type Rule = (lowering: Lowering, node: Node) => readonly (Value | undefined)[] | undefined;

/** By operator. */
export const rules: Readonly<Record<string, Rule>> = {
  FusedMatMul: product,
  LogSoftmax: logSoftmax,
  OneHot: oneHot,
  ScatterElements: scatterElements,
  SimplifiedLayerNormalization: rootMeanSquareNorm,
  Slice: slice,
  Sum: sum,
};

function operand(lowering: Lowering, node: Node, index: number): Value {
  const old = node.inputs[index];
  if (old === undefined) throw new GraphError(`${node.op} lacks its operand ${index}`);
  return lowering.value(old);
}

function result({ op, outputs: [first] }: Node): Value {
  if (first === undefined) throw new GraphError(`${op} has no result`);
  return first;
}

const numberOf = (node: Node, name: string, otherwise: number): number => {
  const attribute = node.attributes?.[name];
  if (typeof attribute === "number") return attribute;
  return typeof attribute === "object" && "float" in attribute ? attribute.float : otherwise;
};

/** There is no FusedMatMul: factors are transposed and scaled before a plain product. */
function product(lowering: Lowering, node: Node): readonly Value[] {
  const { graph } = lowering;
  const transposed = (value: Value, attribute: string): Value =>
    numberOf(node, attribute, 0) === 1 ? lowering.once(value, () => withLastAxesSwapped(lowering, value)) : value;
  const a = transposed(operand(lowering, node, 0), "transA");
  const b = transposed(operand(lowering, node, 1), "transB");
  const scale = numberOf(node, "alpha", 1);
  const scaled = scale === 1 ? a : binary(graph, "Mul", a, graph.scalar(scale));
  return [graph.node({ op: "MatMul", inputs: [scaled, b] }, result(node).shape)];
}

function withLastAxesSwapped({ graph }: Lowering, value: Value): Value {
  const last = value.shape.length - 1;
  const order = value.shape.map((_, axis) => (axis === last ? last - 1 : axis === last - 1 ? last : axis));
  return transposeNode(graph, value, order);
}

/** There is no LogSoftmax: x - max x - log sum exp(x - max x), over the last axis. */
function logSoftmax(lowering: Lowering, node: Node): readonly Value[] {
  const { graph } = lowering;
  const x = operand(lowering, node, 0);
  const axes = [x.shape.length - 1];
  const below = binary(graph, "Sub", x, reduce(graph, "ReduceMax", x, axes));
  const mass = reduce(graph, "ReduceSum", unary(graph, "Exp", below), axes);
  return [binary(graph, "Sub", below, unary(graph, "Log", mass))];
}

/** There is no OneHot: each id is compared with every row's number. */
function oneHot(lowering: Lowering, node: Node): readonly Value[] {
  const { graph } = lowering;
  const ids = operand(lowering, node, 0); // [T]
  const { shape } = result(node); // [T, V]
  const rows = fixedDim(result(node), 1);
  const numbers = graph.constant(
    [1, rows],
    Int32Array.from({ length: rows }, (_, row) => row),
  );
  const isRow = compare(graph, "Equal", reshapeNode(graph, ids, [dim(ids, 0), 1]), numbers);
  const [off = 0, on = 1] = Array.from(lowering.elementsOf(node.inputs[2]), Number);
  return [graph.node({ op: "Where", inputs: [isRow, graph.scalar(on), graph.scalar(off)] }, shape)];
}

/** The norm's second result, 1 / rms(x), is left unwritten, in silence: it is computed apart. */
function rootMeanSquareNorm(lowering: Lowering, node: Node): readonly (Value | undefined)[] {
  const { graph } = lowering;
  const [x, gain] = [operand(lowering, node, 0), operand(lowering, node, 1)];
  const { op, attributes } = node;
  const y = graph.node({ op, inputs: [x, gain], ...(attributes && { attributes }) }, x.shape);
  const inverse = node.outputs[1];
  if (inverse === undefined || !lowering.isRead(inverse)) return [y, undefined];
  const meanSquare = reduce(graph, "ReduceMean", binary(graph, "Mul", x, x), [x.shape.length - 1]);
  const shifted = binary(graph, "Add", meanSquare, graph.scalar(numberOf(node, "epsilon", 1e-5)));
  return [y, unary(graph, "Reciprocal", unary(graph, "Sqrt", shifted))];
}

/** There is no Slice of whole numbers: those at its places are gathered. */
function slice(lowering: Lowering, node: Node): readonly Value[] | undefined {
  const x = operand(lowering, node, 0);
  if (x.type === "float32") return undefined;
  const [start = -1, end = -1, axis = 0] = [1, 2, 3].map((i) => Number(lowering.elementsOf(node.inputs[i])[0]));
  return [wholesFrom(lowering, x, axis, start, end)];
}

function wholesFrom({ graph }: Lowering, x: Value, axis: number, start: number, end: number): Value {
  if (!(start >= 0 && end > start)) {
    throw new GraphError(`Slice of whole numbers must have places from the start on, got ${start} to ${end}`);
  }
  const places = graph.constant(
    [end - start],
    Int32Array.from({ length: end - start }, (_, i) => start + i),
  );
  const shape = x.shape.map((size, i) => (i === axis ? end - start : size));
  return graph.node({ op: "Gather", inputs: [x, places], attributes: { axis } }, shape, x.type);
}

/** There is no Sum of several values: they are added one by one. */
function sum(lowering: Lowering, node: Node): readonly Value[] {
  const [first, ...rest] = node.inputs.map((_, i) => operand(lowering, node, i));
  if (first === undefined) throw new GraphError("Sum has no operands");
  return [rest.reduce((total, value) => binary(lowering.graph, "Add", total, value), first)];
}

/**
 * Threads of a GPU add to one element in any order, and floating-point sums depend on it. In a vector each place is written
 * once, but for zeros (see `crossEntropy`): there no order matters. In a matrix whole rows are added, and a row's number may
 * come again: each is given the mean of all rows of its number, and adding equal rows gives the same bits in any order.
 */
function scatterElements(lowering: Lowering, node: Node): readonly Value[] {
  const { graph } = lowering;
  const [start, places, updates] = [0, 1, 2].map((i) => operand(lowering, node, i)) as [Value, Value, Value];
  const { op, attributes } = node;
  const added = (rows: Value): Value =>
    graph.node({ op, inputs: [start, places, rows], ...(attributes && { attributes }) }, start.shape);
  if (start.shape.length === 1) return [added(updates)];
  if (lowering.makerOf(node.inputs[1]) !== "Expand" || dim(updates, 0) !== dim(places, 0)) {
    throw new GraphError("ScatterElements in a matrix must add whole rows: its places must be a column, expanded");
  }
  const ids = wholesFrom(lowering, places, 1, 0, 1); // [T, 1]
  const isSame = compare(graph, "Equal", ids, transposeNode(graph, ids, [1, 0])); // [T, T]
  const same = graph.node({ op: "Where", inputs: [isSame, graph.scalar(1), graph.scalar(0)] }, isSame.shape);
  const total = graph.node({ op: "MatMul", inputs: [same, updates] }, updates.shape);
  const mean = binary(graph, "Div", total, reduce(graph, "ReduceSum", same, [1]));
  return [added(mean)];
}
