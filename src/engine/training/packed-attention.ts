import type { Graph, Value } from "../graph/index.ts";
import { attention, compare, dim, fixedDim, reshape, reshapeNode, transpose } from "../graph/index.ts";
import type { Attend, ModelConfig } from "../model/index.ts";

/** Added to the score of a token that must not be seen: its softmax weight becomes exactly 0. */
const unseen = -1e9;

/**
 * Who sees whom in a packed batch: step i of a row sees step j if j <= i < visibleUntil[j].
 *
 * @param visibleUntil int64 [B, S], the first step of the row that no longer sees this one
 * @returns [B, 1, 1, S, S], 0 where i sees j and very negative elsewhere
 */
export function attentionBias(graph: Graph, visibleUntil: Value): Value {
  const rows = dim(visibleUntil, 0);
  const steps = fixedDim(visibleUntil, 1);
  const ownStep = graph.constant(
    [steps, 1],
    BigInt64Array.from({ length: steps }, (_, i) => BigInt(i)),
  );
  const causal = Float32Array.from({ length: steps * steps }, (_, place) =>
    place % steps <= Math.floor(place / steps) ? 0 : unseen,
  );
  const until = reshapeNode(graph, visibleUntil, [rows, 1, 1, 1, steps]);
  const within = compare(graph, "Less", ownStep, until); // [B, 1, 1, S, S]
  const inputs = [within, graph.constant([steps, steps], causal), graph.scalar(unseen)];
  return graph.node({ op: "Where", inputs }, within.shape);
}

/** The attention step of training: every token of a packed batch at once. */
export function packedAttention(graph: Graph, config: ModelConfig, bias: Value): Attend {
  const rows = dim(bias, 0);
  const steps = fixedDim(bias, -1);
  const { heads, kvHeads, headDim } = config;
  const groups = heads / kvHeads;
  /** [T, K * N] to [B, K, S, N] */
  const byHead = (x: Value): Value =>
    transpose(graph, reshape(graph, x, [rows, steps, kvHeads, headDim]), [0, 2, 1, 3]);
  return ({ query, key, value }) => {
    const split = reshape(graph, query, [rows, steps, kvHeads, groups, headDim]);
    const stacked = transpose(graph, split, [0, 2, 3, 1, 4]); // [B, K, G, S, N]
    const q = reshape(graph, stacked, [rows, kvHeads, groups * steps, headDim]);
    const o = attention(graph, q, byHead(key), byHead(value), bias, 1 / Math.sqrt(headDim));
    const perGroup = reshape(graph, o, [rows, kvHeads, groups, steps, headDim]);
    const perToken = transpose(graph, perGroup, [0, 3, 1, 2, 4]); // [B, S, K, G, N]
    return reshape(graph, perToken, [dim(query, 0), heads * headDim]);
  };
}
