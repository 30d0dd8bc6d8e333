import type { Graph, Value } from "../graph/index.ts";
import { binary, compare, concatNode, dim, GraphError, reshapeNode } from "../graph/index.ts";
import { sliceNode, stackedProduct, transposeNode, unary } from "../graph/index.ts";
import type { Attend, Heads, ModelConfig } from "../model/index.ts";

/** The name of a cache tensor among a step graph's inputs, and of its new entries among the outputs. */
export const cacheName = (part: "key" | "value", layer: number): string => `${part}.${layer}`;
/** The name under which a step returns the entries that belong behind those of `cacheName`. */
export const freshName = (part: "key" | "value", layer: number): string => `fresh.${part}.${layer}`;

/** All of a step graph's `freshName`s. */
export const freshNames = (layers: number): string[] =>
  Array.from({ length: layers }, (_, layer) => [freshName("key", layer), freshName("value", layer)]).flat();

/** Added to the score of a token that must not be seen: its softmax weight becomes exactly 0. */
export const UNSEEN = -1e9;

/**
 * The attention step of decoding: each row's C new tokens see the row's cache and each other, causally. The cache is fed
 * by the caller and stays his; the graph returns the new tokens' keys and values only.
 *
 * @param steps C, new tokens of one row
 * @param past what the cache holds
 * @param onProcessor where it runs; see `rowByRow`
 */
export function cachedAttention(
  graph: Graph,
  config: ModelConfig,
  steps: number,
  past: PastTokens,
  onProcessor: boolean,
): Attend {
  const { kvHeads, headDim, window } = config;
  // ONNX Runtime takes one key head's queries together where the stack has one row, and bits would depend on companions.
  const areApart = onProcessor && steps === 1 && config.heads > kvHeads && kvHeads > 1;
  const product = areApart ? rowByRow : stackedProduct;
  const scale = graph.scalar(1 / Math.sqrt(headDim));
  const everything = { causal: causalBias(graph, config, steps, Infinity), pastBias: past.bias };
  const inWindow = window && {
    causal: causalBias(graph, config, steps, window.tokens),
    pastBias: windowBias(graph, steps, past, window.tokens),
  };
  return (heads, layer) => {
    const { causal, pastBias } = inWindow && window?.layers.includes(layer) === true ? inWindow : everything;
    // ONNX Runtime's kernel for a single row, twice as fast, is not used for products that it must scale: queries are.
    const scaled = { ...heads, query: binary(graph, "Mul", heads.query, scale) };
    const { query, key, value } = splitHeads(graph, config, steps, scaled);
    const cache = (part: "key" | "value"): Value => graph.input(cacheName(part, layer), ["B", kvHeads, "S", headDim]);
    graph.output(freshName("key", layer), key);
    graph.output(freshName("value", layer), value);
    const pastScores = product(graph, query, cache("key"), { transposeB: true }); // [B, K, G * C, S]
    const freshScores = stackedProduct(graph, query, key, { transposeB: true }); // [B, K, G * C, C]
    const scores = concatNode(
      graph,
      [
        addPastBias(graph, config, steps, pastScores, pastBias),
        causal === undefined ? freshScores : binary(graph, "Add", freshScores, causal),
      ],
      3,
    ); // [B, K, G * C, S + C]
    const p = unary(graph, "Softmax", scores, { axis: -1 });
    const pastP = sliceNode(graph, p, 3, 0, -steps, "S");
    const freshP = sliceNode(graph, p, 3, -steps, Number.MAX_SAFE_INTEGER, steps);
    const ofPast = product(graph, pastP, cache("value")); // [B, K, G * C, N]
    // The product with one fresh token is an outer one, for which Mul is faster.
    const ofFresh = steps === 1 ? binary(graph, "Mul", freshP, value) : stackedProduct(graph, freshP, value);
    const mixed = binary(graph, "Add", ofPast, ofFresh);
    return joinHeads(graph, config, steps, mixed);
  };
}

/**
 * The product of each of the G query heads that share a key head by itself, [B, K, G, x] x [B, K, y, z]: for a single row ONNX
 * Runtime reads the cache as it lies; for several it lays it out anew first, which takes longer than reading it G times.
 */
function rowByRow(graph: Graph, a: Value, b: Value, options: { readonly transposeB?: boolean } = {}): Value {
  const [batch = "B", kvHeads = 1, groups = 1, inner = 1] = a.shape;
  const rows = reshapeNode(graph, a, [batch, kvHeads, groups, 1, inner]);
  const shared = reshapeNode(graph, b, [batch, kvHeads, 1, dim(b, 2), dim(b, 3)]);
  const mixed = stackedProduct(graph, rows, shared, options); // [B, K, G, 1, y or z]
  return reshapeNode(graph, mixed, [batch, kvHeads, groups, dim(mixed, 4)]);
}

/** The facts about the cache that a step needs to mask it. */
interface PastTokens {
  /** [B, 1, 1, S], 0 where the cache holds a token of the row and `UNSEEN` elsewhere */
  readonly bias: Value;
  /** int64 [B * C, 1], the positions of the new tokens. */
  readonly positions: Value;
  /** int64 [S], 0 to S - 1: the position of each place of the cache; needed where the model has a window. */
  readonly places: Value | undefined;
}

/** [B, 1, C, S]: of the cache a new token sees what is in its window. */
function windowBias(graph: Graph, steps: number, { bias, positions, places }: PastTokens, windowTokens: number): Value {
  if (places === undefined) throw new GraphError("a model with a window needs the places of the cache");
  const perRow = reshapeNode(graph, positions, ["B", 1, steps, 1]);
  const distance = binary(graph, "Sub", perRow, places); // [B, 1, C, S]
  const isNear = compare(graph, "Less", distance, graph.integer(windowTokens));
  return graph.node({ op: "Where", inputs: [isNear, bias, graph.scalar(UNSEEN)] }, isNear.shape);
}

/** Adds a bias [B, 1, 1 or C, S] to the scores of each head's C new tokens, [B, K, G * C, S]. */
function addPastBias(graph: Graph, config: ModelConfig, steps: number, scores: Value, bias: Value): Value {
  if (dim(bias, 2) === 1) return binary(graph, "Add", scores, bias);
  const perHead = reshapeNode(graph, scores, ["B", config.heads, steps, "S"]);
  return reshapeNode(graph, binary(graph, "Add", perHead, bias), scores.shape);
}

/** [G * C, C]: a new token sees the new tokens up to itself. None is needed where there is one. */
function causalBias(
  graph: Graph,
  { heads, kvHeads }: ModelConfig,
  steps: number,
  windowTokens: number,
): Value | undefined {
  if (steps === 1) return undefined;
  const rows = (heads / kvHeads) * steps;
  const bias = Float32Array.from({ length: rows * steps }, (_, place) => {
    const distance = (Math.floor(place / steps) % steps) - (place % steps);
    return distance >= 0 && distance < windowTokens ? 0 : UNSEEN;
  });
  return graph.constant([rows, steps], bias);
}

/**
 * Token-major heads to head-major ones, the G query heads that share a key head stacked along the steps.
 *
 * @returns query [B, K, G * C, N], key and value [B, K, C, N]
 */
function splitHeads(graph: Graph, config: ModelConfig, steps: number, { query, key, value }: Heads): Heads {
  const { heads, kvHeads, headDim } = config;
  const groups = heads / kvHeads;
  const queryShape = ["B", kvHeads, groups * steps, headDim];
  const keyShape = ["B", kvHeads, steps, headDim];
  if (steps === 1) {
    const reshaped = (x: Value): Value => reshapeNode(graph, x, keyShape);
    return { query: reshapeNode(graph, query, queryShape), key: reshaped(key), value: reshaped(value) };
  }
  const byHead = (x: Value): Value =>
    transposeNode(graph, reshapeNode(graph, x, ["B", steps, kvHeads, headDim]), [0, 2, 1, 3]);
  const grouped = reshapeNode(graph, query, ["B", steps, kvHeads, groups, headDim]);
  const stacked = transposeNode(graph, grouped, [0, 2, 3, 1, 4]); // [B, K, G, C, N]
  return { query: reshapeNode(graph, stacked, queryShape), key: byHead(key), value: byHead(value) };
}

/** [B, K, G * C, N] back to [B * C, H * N]. */
function joinHeads(graph: Graph, { heads, kvHeads, headDim }: ModelConfig, steps: number, mixed: Value): Value {
  const tokens = steps === 1 ? "B" : "T";
  if (steps === 1) return reshapeNode(graph, mixed, [tokens, heads * headDim]);
  const perGroup = reshapeNode(graph, mixed, ["B", kvHeads, heads / kvHeads, steps, headDim]);
  const perToken = transposeNode(graph, perGroup, [0, 3, 1, 2, 4]); // [B, C, K, G, N]
  return reshapeNode(graph, perToken, [tokens, heads * headDim]);
}
