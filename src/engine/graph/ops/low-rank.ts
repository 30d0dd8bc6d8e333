import type { Graph } from "../graph.ts";
import type { Value } from "../value.ts";
import { multiply } from "./arithmetic.ts";
import { linear } from "./linear.ts";

/** A product of two thin matrices that is added to a linear layer's weight: W + scale * B A. */
export interface LowRank {
  /** [r, I] */
  readonly a: Value;
  /** [O, r] */
  readonly b: Value;
  readonly scale: number;
  /** Applied to the input on its way into A, and only there: dropout. Absent: nothing. */
  readonly drop?: (x: Value) => Value;
}

/**
 * W x + scale * B A drop(x) (+ plus): a linear layer with a low-rank side path.
 *
 * @param x [T, I]
 * @param weight [O, I]
 * @param lowRank undefined: the layer alone
 * @param plus as in `linear`
 * @returns [T, O]
 * @see Hu et al. 2021, arXiv:2106.09685
 */
export function adaptedLinear(
  graph: Graph,
  x: Value,
  weight: Value,
  lowRank: LowRank | undefined,
  plus?: Value,
): Value {
  const y = linear(graph, x, weight, plus);
  if (lowRank === undefined) return y;
  const { a, b, scale, drop = (input) => input } = lowRank;
  const thin = multiply(graph, linear(graph, drop(x), a), graph.scalar(scale)); // [T, r]: scaled where it is small
  return linear(graph, thin, b, y);
}
