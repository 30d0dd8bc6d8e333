import type { Graph } from "../graph.ts";
import { binary, concatNode, reduce, reshapeNode, sliceNode, stackedProduct, unary } from "../nodes.ts";
import type { Dim, Value } from "../value.ts";
import { dim, fixedDim, GraphError, sameShape, showShape } from "../value.ts";

/** Queries of consecutive steps with what is added to their scores: they see the keys up to their own end alone. */
export interface QueryBlock {
  readonly from: number;
  readonly to: number;
  /** [B, 1, to - from, to]: 0 where a step may look, very negative elsewhere. */
  readonly bias: Value;
}

/**
 * Causal scaled dot-product attention, softmax(scale * q k^T + bias) v, in blocks of queries: the first blocks leave
 * out the keys that come after them, which saves a quarter of the work with two blocks.
 *
 * @param q [B, K, G, S, N]: K key heads, each shared by G query heads
 * @param k [B, K, S, N]
 * @param v [B, K, S, N]
 * @param blocks from step 0 to S without a gap
 * @returns [B, K, G, S, N]
 */
export function attention(
  graph: Graph,
  q: Value,
  k: Value,
  v: Value,
  blocks: readonly QueryBlock[],
  scale: number,
): Value {
  checkShapes(q, k, v, blocks);
  const parts = blocks.map((block) => attendBlock(graph, q, k, v, block, scale));
  const outputs = parts.map(({ o }) => o);
  const y = joined(graph, outputs, 3);
  return graph.record(y, [q, k, v], (dy, gradients) => {
    const shares = parts.map((part) => blockGradients(graph, part, dy, scale));
    const [dq, dk, dv] = [shares.map((s) => s.dq), shares.map((s) => s.dk), shares.map((s) => s.dv)];
    gradients.add(q, () => joined(graph, dq, 3));
    gradients.add(k, () => summedOverBlocks(graph, dk, blocks));
    gradients.add(v, () => summedOverBlocks(graph, dv, blocks));
  });
}

function checkShapes(q: Value, k: Value, v: Value, blocks: readonly QueryBlock[]): void {
  const [batch, keyHeads, steps, width] = [dim(k, 0), dim(k, 1), fixedDim(k, 2), dim(k, 3)];
  const fits =
    sameShape(q.shape, [batch, keyHeads, fixedDim(q, 2), steps, width]) &&
    sameShape(k.shape, v.shape) &&
    blocks.every(({ from, to, bias }, i) => {
      return from === (blocks[i - 1]?.to ?? 0) && sameShape(bias.shape, [batch, 1, to - from, to]);
    }) &&
    blocks.at(-1)?.to === steps;
  if (fits) return;
  const got = [q, k, v, ...blocks.map(({ bias }) => bias)].map((value) => showShape(value.shape)).join(" ");
  throw new GraphError(`attention: shapes of q, k, v and biases do not fit: ${got}`);
}

/** One block's share of attention, with what its derivative needs. L = to - from queries, E = to keys. */
interface BlockPart {
  readonly block: QueryBlock;
  /** [B, K, G * L, N] */
  readonly q: Value;
  /** [B, K, E, N] */
  readonly k: Value;
  /** [B, K, E, N] */
  readonly v: Value;
  /** softmax [B, K, G * L, E] */
  readonly p: Value;
  /** [B, K, G, L, N] */
  readonly o: Value;
}

function attendBlock(graph: Graph, q: Value, k: Value, v: Value, block: QueryBlock, scale: number): BlockPart {
  const stacked = stackedQueries(graph, q, block); // [B, K, G * L, N]
  const [keys, values] = [upTo(graph, k, block.to), upTo(graph, v, block.to)]; // [B, K, E, N]
  const scores = stackedProduct(graph, stacked, keys, { transposeB: true, scale }); // [B, K, G * L, E]
  const length = block.to - block.from;
  const perGroup = [dim(q, 0), fixedDim(q, 1) * fixedDim(q, 2), length, block.to];
  const biased = binary(graph, "Add", reshapeNode(graph, scores, perGroup), block.bias);
  const p = unary(graph, "Softmax", reshapeNode(graph, biased, scores.shape), { axis: -1 });
  const o = reshapeNode(graph, stackedProduct(graph, p, values), blockShape(q, length));
  return { block, q: stacked, k: keys, v: values, p, o };
}

function blockGradients(graph: Graph, { block, q, k, v, p, o }: BlockPart, dyAll: Value, scale: number) {
  const dy = stackedQueries(graph, dyAll, block); // [B, K, G * L, N]
  const dp = stackedProduct(graph, dy, v, { transposeB: true }); // [B, K, G * L, E]
  // sum over keys of p dp, which the softmax's derivative needs, equals the sum over N of o dy: far fewer elements
  const along = reduce(graph, "ReduceSum", binary(graph, "Mul", dy, reshapeNode(graph, o, dy.shape)), [3]);
  const ds = binary(graph, "Mul", p, binary(graph, "Sub", dp, along)); // [B, K, G * L, E]
  return {
    dq: reshapeNode(graph, stackedProduct(graph, ds, k, { scale }), o.shape), // [B, K, G, L, N]
    dk: stackedProduct(graph, ds, q, { transposeA: true, scale }), // [B, K, E, N]
    dv: stackedProduct(graph, p, dy, { transposeA: true }), // [B, K, E, N]
  };
}

const blockShape = (q: Value, length: Dim): Dim[] => q.shape.map((size, axis) => (axis === 3 ? length : size));

/** A block's steps of [B, K, G, S, N], the G heads one after the other: [B, K, G * L, N]. */
function stackedQueries(graph: Graph, x: Value, { from, to }: QueryBlock): Value {
  const whole = to - from === dim(x, 3);
  const own = whole ? x : sliceNode(graph, x, 3, from, to, to - from);
  return reshapeNode(graph, own, [dim(x, 0), dim(x, 1), fixedDim(x, 2) * (to - from), dim(x, 4)]);
}

const upTo = (graph: Graph, x: Value, end: number): Value =>
  end === dim(x, 2) ? x : sliceNode(graph, x, 2, 0, end, end);

/** Adds up the blocks' [B, K, E, N], whose ends E grow up to S: [B, K, S, N]. */
function summedOverBlocks(graph: Graph, parts: readonly Value[], blocks: readonly QueryBlock[]): Value {
  if (blocks.length === 1) return joined(graph, parts, 2);
  const chunks = blocks.map(({ from, to }, first) => {
    const reaching = parts.slice(first); // a block sees the keys of its own and of earlier blocks
    const shares = reaching.map((part) => sliceNode(graph, part, 2, from, to, to - from));
    return shares.reduce((sum, share) => binary(graph, "Add", sum, share));
  });
  return joined(graph, chunks, 2);
}

function joined(graph: Graph, [first, ...rest]: readonly Value[], axis: number): Value {
  if (!first) throw new GraphError("attention: no blocks");
  return rest.length > 0 ? concatNode(graph, [first, ...rest], axis) : first;
}
