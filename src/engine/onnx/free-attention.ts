import type { Graph, Shape, Value } from "../graph/index.ts";
import { binary, compare, concatNode, transposeNode, unary } from "../graph/index.ts";
import type { Attend, ModelConfig } from "../model/index.ts";

/** Added to the score of a token that must not be seen: its softmax weight becomes exactly 0. */
const unseen = -1e9;

/** The sizes of a call, known at run time only: B sequences, C new tokens of each, S tokens with those of the cache. */
interface CallSizes {
  /** int64 [2], B and C */
  readonly batchAndTokens: Value;
  /** int64 scalar, C */
  readonly tokens: Value;
  /** int64 scalar, S */
  readonly total: Value;
  /** int64 [B, S], 1 where there is a token and 0 where there is padding */
  readonly mask: Value;
}

/** The cache of one layer, [B, K, S - C, N] each, and where its successors go. */
interface LayerCache {
  readonly key: Value;
  readonly value: Value;
  readonly keep: (part: "key" | "value", present: Value) => void;
}

/**
 * The attention step of an exported model: any number of sequences, new tokens and tokens in the cache, padded at either end.
 * It is made of ONNX's own operators, so that every runtime and every device has them.
 */
export function freeAttention(
  graph: Graph,
  config: ModelConfig,
  sizes: CallSizes,
  cacheOf: (layer: number) => LayerCache,
): Attend {
  const { heads, kvHeads, headDim, window } = config;
  const groups = heads / kvHeads;
  const everything = visibility(graph, sizes, undefined);
  const near = window && visibility(graph, sizes, window.tokens);
  /** [T, width] to [B, C, ...heads, N] */
  const split = (x: Value, ...parts: readonly number[]): Value => {
    const target = concatNode(graph, [sizes.batchAndTokens, graph.integers([...parts, headDim])], 0);
    return reshaped(graph, x, target, ["B", "C", ...parts, headDim]);
  };
  return ({ query, key, value }, layer) => {
    const cache = cacheOf(layer);
    const joined = (part: "key" | "value", fresh: Value): Value => {
      const byHead = transposeNode(graph, split(fresh, kvHeads), [0, 2, 1, 3]); // [B, K, C, N]
      const present = graph.node({ op: "Concat", inputs: [cache[part], byHead], attributes: { axis: 2 } }, ["B", kvHeads, "S", headDim]); // prettier-ignore
      cache.keep(part, present);
      return present;
    };
    const grouped = transposeNode(graph, split(query, kvHeads, groups), [0, 2, 3, 1, 4]); // [B, K, G, C, N]
    const stacked = reshapedTo(graph, grouped, [0, kvHeads, -1, headDim], ["B", kvHeads, "GC", headDim]);
    const scaled = binary(graph, "Mul", stacked, graph.scalar(1 / Math.sqrt(headDim)));
    const keys = transposeNode(graph, joined("key", key), [0, 1, 3, 2]); // [B, K, N, S]
    const scores = product(graph, scaled, keys, ["B", kvHeads, "GC", "S"]);
    const perHead = reshapedTo(graph, scores, [0, heads, -1, 0], ["B", heads, "C", "S"]);
    const bias = near && window?.layers.includes(layer) === true ? near : everything;
    const p = unary(graph, "Softmax", binary(graph, "Add", perHead, bias), { axis: -1 });
    const perKeyHead = reshapedTo(graph, p, [0, kvHeads, -1, 0], scores.shape);
    const mixed = product(graph, perKeyHead, joined("value", value), ["B", kvHeads, "GC", headDim]);
    const ungrouped = reshapedTo(graph, mixed, [0, kvHeads, groups, -1, headDim], grouped.shape);
    const perToken = transposeNode(graph, ungrouped, [0, 3, 1, 2, 4]); // [B, C, K, G, N]
    return reshapedTo(graph, perToken, [-1, heads * headDim], query.shape);
  };
}

/** [B, 1, C, S], what is added to the scores: new token i sees token j if j is no later, near enough, and no padding. */
function visibility(graph: Graph, { total, tokens, mask }: CallSizes, windowTokens: number | undefined): Value {
  const range = (from: Value, size: string): Value =>
    graph.node({ op: "Range", inputs: [from, total, graph.integer(1)] }, [size], "int64");
  const keys = range(graph.integer(0), "S");
  const queries = reshapedTo(graph, range(binary(graph, "Sub", total, tokens), "C"), [-1, 1], ["C", 1]);
  const distance = binary(graph, "Sub", queries, keys); // [C, S]
  const isPast = compare(graph, "Greater", distance, graph.integer(-1));
  const isNear = windowTokens === undefined ? isPast : both(graph, isPast, compare(graph, "Less", distance, graph.integer(windowTokens))); // prettier-ignore
  const isToken = compare(graph, "Greater", reshapedTo(graph, mask, [0, 1, 1, -1], ["B", 1, 1, "S"]), graph.integer(0));
  const isSeen = both(graph, isNear, isToken); // [B, 1, C, S]
  return graph.node({ op: "Where", inputs: [isSeen, graph.scalar(0), graph.scalar(unseen)] }, isSeen.shape);
}

const both = (graph: Graph, a: Value, b: Value): Value =>
  graph.node({ op: "And", inputs: [a, b] }, a.shape.length > b.shape.length ? a.shape : broadcastOver(a, b), "bool");

/** The shape of [C, S] beside [B, 1, 1, S]. */
const broadcastOver = (inner: Value, outer: Value): Shape => [...outer.shape.slice(0, -2), ...inner.shape];

const product = (graph: Graph, a: Value, b: Value, shape: Shape): Value =>
  graph.node({ op: "MatMul", inputs: [a, b] }, shape);

/** Reshape as ONNX has it: 0 keeps the size at that place, -1 is what is left. */
function reshapedTo(graph: Graph, x: Value, target: readonly number[], shape: Shape): Value {
  return reshaped(graph, x, graph.integers(target), shape);
}

function reshaped(graph: Graph, x: Value, target: Value, shape: Shape): Value {
  return graph.node({ op: "Reshape", inputs: [x, target] }, shape, x.type);
}
