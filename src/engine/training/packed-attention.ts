import type { Dim, Graph, QueryBlock, Value } from "../graph/index.ts";
import { attention, compare, dim, fixedDim, reshape, reshapeNode, sliceNode, transpose } from "../graph/index.ts";
import type { Attend, ModelConfig } from "../model/index.ts";

/** Added to the score of a token that must not be seen: its softmax weight becomes exactly 0. */
const unseen = -1e9;

/** Queries of a block and most blocks of a row: enough for fast products, few enough to leave out many keys. */
const stepsPerBlock = 64;
const mostBlocks = 4;

/** Which steps of a packed batch attend to which. */
export interface WhoSeesWhom {
  /** B */
  readonly rows: Dim;
  /** S */
  readonly steps: number;
  readonly blocks: readonly QueryBlock[];
}

/**
 * Who sees whom in a packed batch: step i of a row sees step j if j <= i < visibleUntil[j].
 *
 * @param visibleUntil int64 [B, S], the first step of the row that no longer sees this one
 */
export function whoSeesWhom(graph: Graph, visibleUntil: Value): WhoSeesWhom {
  const steps = fixedDim(visibleUntil, 1);
  const count = Math.min(mostBlocks, Math.ceil(steps / stepsPerBlock));
  const edge = (block: number): number => Math.round((block * steps) / count);
  const blocks = Array.from({ length: count }, (_, i) => {
    const [from, to] = [edge(i), edge(i + 1)];
    return { from, to, bias: blockBias(graph, visibleUntil, from, to) };
  });
  return { rows: dim(visibleUntil, 0), steps, blocks };
}

/** The biases [B, 1, to - from, to] of queries `from` to `to`. */
function blockBias(graph: Graph, visibleUntil: Value, from: number, to: number): Value {
  const length = to - from;
  const ownStep = graph.constant(
    [length, 1],
    BigInt64Array.from({ length }, (_, i) => BigInt(from + i)),
  );
  const causal = Float32Array.from({ length: length * to }, (_, place) =>
    place % to <= from + Math.floor(place / to) ? 0 : unseen,
  );
  const until = sliceNode(graph, visibleUntil, 1, 0, to, to);
  const perRow = reshapeNode(graph, until, [dim(visibleUntil, 0), 1, 1, to]);
  const within = compare(graph, "Less", ownStep, perRow); // [B, 1, L, E]
  const inputs = [within, graph.constant([length, to], causal), graph.scalar(unseen)];
  return graph.node({ op: "Where", inputs }, within.shape);
}

/** The attention step of training: every token of a packed batch at once. */
export function packedAttention(graph: Graph, config: ModelConfig, { rows, steps, blocks }: WhoSeesWhom): Attend {
  const { heads, kvHeads, headDim } = config;
  const groups = heads / kvHeads;
  /** [T, K * N] to [B, K, S, N] */
  const byHead = (x: Value): Value =>
    transpose(graph, reshape(graph, x, [rows, steps, kvHeads, headDim]), [0, 2, 1, 3]);
  return ({ query, key, value }) => {
    const split = reshape(graph, query, [rows, steps, kvHeads, groups, headDim]);
    const q = transpose(graph, split, [0, 2, 3, 1, 4]); // [B, K, G, S, N]
    const o = attention(graph, q, byHead(key), byHead(value), blocks, 1 / Math.sqrt(headDim));
    const perToken = transpose(graph, o, [0, 3, 1, 2, 4]); // [B, S, K, G, N]
    return reshape(graph, perToken, [dim(query, 0), heads * headDim]);
  };
}
