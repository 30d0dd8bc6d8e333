import type { Graph } from "../graph.ts";
import { binary, reduce, reshapeNode, stackedProduct, unary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { dim, fixedDim, GraphError, sameShape, showShape } from "../value.ts";

/**
 * Scaled dot-product attention, softmax(scale * q k^T + bias) v, with the queries of the G heads that share one key
 * head stacked along the sequence: one product for all of them.
 *
 * @param q [B, K, G * S, N], K key heads
 * @param k [B, K, S, N]
 * @param v [B, K, S, N]
 * @param bias [B, 1, 1, S, S], added to the scores: 0 where a token may look, very negative elsewhere
 * @returns [B, K, G * S, N]
 */
export function attention(graph: Graph, q: Value, k: Value, v: Value, bias: Value, scale: number): Value {
  const [batch, keyHeads, steps] = [dim(k, 0), dim(k, 1), fixedDim(k, 2)];
  const groups = fixedDim(q, 2) / steps;
  if (
    !sameShape(k.shape, v.shape) ||
    !Number.isInteger(groups) ||
    !sameShape(bias.shape, [batch, 1, 1, steps, steps])
  ) {
    const got = [q, k, v, bias].map((value) => showShape(value.shape)).join(" ");
    throw new GraphError(`attention: shapes of q, k, v and bias do not fit: ${got}`);
  }
  const scores = stackedProduct(graph, q, k, { transposeB: true, scale }); // [B, K, G * S, S]
  const perGroup = reshapeNode(graph, scores, [batch, keyHeads, groups, steps, steps]);
  const biased = reshapeNode(graph, binary(graph, "Add", perGroup, bias), scores.shape);
  const p = unary(graph, "Softmax", biased, { axis: -1 }); // [B, K, G * S, S]
  const o = stackedProduct(graph, p, v);
  return graph.record(o, [q, k, v], (dy, gradients) => {
    gradients.add(v, () => stackedProduct(graph, p, dy, { transposeA: true }));
    const dp = stackedProduct(graph, dy, v, { transposeB: true }); // [B, K, G * S, S]
    // sum over keys of p dp, which the softmax's derivative needs, equals the sum over N of o dy: far fewer elements
    const along = reduce(graph, "ReduceSum", binary(graph, "Mul", dy, o), [3]); // [B, K, G * S, 1]
    const ds = binary(graph, "Mul", p, binary(graph, "Sub", dp, along)); // [B, K, G * S, S]
    gradients.add(q, () => stackedProduct(graph, ds, k, { scale }));
    gradients.add(k, () => stackedProduct(graph, ds, q, { transposeA: true, scale }));
  });
}
