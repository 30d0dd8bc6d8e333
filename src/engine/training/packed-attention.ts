import type { Dim, Graph, QueryBlock, Value } from "../graph/index.ts";
import { attention, binary, compare, dim, fixedDim } from "../graph/index.ts";
import { reshape, reshapeNode, sliceNode, transpose } from "../graph/index.ts";
import type { Attend, ModelConfig } from "../model/index.ts";

/** Added to the score of a token that must not be seen: its softmax weight becomes exactly 0. */
const unseen = -1e9;

/** Queries of a block and most blocks of a row: enough for fast products, few enough to leave out many keys. */
const stepsPerBlock = 64;
const maxBlocks = 4;

/** Which steps of a packed batch attend to which. */
interface WhoSeesWhom {
  /** B */
  readonly rows: Dim;
  /** S */
  readonly steps: number;
  readonly blocks: readonly QueryBlock[];
  /** The same in layers with a sliding window. */
  readonly windowBlocks: readonly QueryBlock[];
}

/**
 * Who sees whom in a packed batch: step i of a row sees step j if j <= i < visibleUntil[j] and, where there is a window,
 * if j's position is within it: positions count along the branch, steps don't.
 *
 * @param visibleUntil int64 [B, S], the first step of the row that no longer sees this one
 * @param positions int64 [B * S, 1]
 * @param windowTokens most tokens that a step sees in layers with a window; undefined: there are none
 */
export function whoSeesWhom(
  graph: Graph,
  visibleUntil: Value,
  positions: Value,
  windowTokens: number | undefined,
): WhoSeesWhom {
  const steps = fixedDim(visibleUntil, 1);
  const count = Math.min(maxBlocks, Math.ceil(steps / stepsPerBlock));
  const edge = (block: number): number => Math.round((block * steps) / count);
  const blocks = Array.from({ length: count }, (_, i) => {
    const [from, to] = [edge(i), edge(i + 1)];
    return { from, to, bias: blockBias(graph, visibleUntil, from, to) };
  });
  const rows = dim(visibleUntil, 0);
  if (windowTokens === undefined || windowTokens >= steps) return { rows, steps, blocks, windowBlocks: blocks };
  const perRow = reshapeNode(graph, positions, [rows, 1, 1, steps]);
  const windowBlocks = blocks.map((block) => withinWindow(graph, block, perRow, windowTokens));
  return { rows, steps, blocks, windowBlocks };
}

/** @param positions int64 [B, 1, 1, S] */
function withinWindow(
  graph: Graph,
  { from, to, bias }: QueryBlock,
  positions: Value,
  windowTokens: number,
): QueryBlock {
  const length = to - from;
  const queries = sliceNode(graph, positions, 3, from, to, length);
  const asColumn = reshapeNode(graph, queries, [dim(positions, 0), 1, length, 1]);
  const distance = binary(graph, "Sub", asColumn, sliceNode(graph, positions, 3, 0, to, to)); // [B, 1, L, E]
  const isNear = compare(graph, "Less", distance, graph.integer(windowTokens));
  const inputs = [isNear, bias, graph.scalar(unseen)];
  return { from, to, bias: graph.node({ op: "Where", inputs }, bias.shape) };
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
export function packedAttention(graph: Graph, config: ModelConfig, seen: WhoSeesWhom): Attend {
  const { heads, kvHeads, headDim, window } = config;
  const { rows, steps } = seen;
  const groups = heads / kvHeads;
  /** [T, K * N] to [B, K, S, N] */
  const byHead = (x: Value): Value =>
    transpose(graph, reshape(graph, x, [rows, steps, kvHeads, headDim]), [0, 2, 1, 3]);
  return ({ query, key, value }, layer) => {
    const blocks = window?.layers.includes(layer) === true ? seen.windowBlocks : seen.blocks;
    const split = reshape(graph, query, [rows, steps, kvHeads, groups, headDim]);
    const q = transpose(graph, split, [0, 2, 3, 1, 4]); // [B, K, G, S, N]
    const o = attention(graph, q, byHead(key), byHead(value), blocks, 1 / Math.sqrt(headDim));
    const perToken = transpose(graph, o, [0, 3, 1, 2, 4]); // [B, S, K, G, N]
    return reshape(graph, perToken, [dim(query, 0), heads * headDim]);
  };
}
