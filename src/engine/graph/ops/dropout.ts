import type { Graph } from "../graph.ts";
import { binary, compare, unary } from "../nodes.ts";
import type { Value } from "../value.ts";
import { multiply } from "./arithmetic.ts";
import { waitFor } from "./segment.ts";

/** Which elements of [T, I] are dropped. */
export interface DropoutNoise {
  /** [T, 1], uniform in [0, `noiseRange`) and new in every batch */
  readonly rows: Value;
  /** [1, I], uniform in [0.5, 1), its own for every layer */
  readonly columns: Value;
}

/** Rows' noise lies below this: wide enough that its product with a column's is spread evenly modulo 1. */
export const noiseRange = 4096;

/**
 * Sets each element to 0 with probability `rate` and divides the others by 1 - rate.
 *
 * An element stays where the fractional part of its row's noise times its column's is below 1 - rate: a mask of [T, I] from
 * T + I numbers, the same in the forward and in the recomputed pass, and after a resume. ONNX's own random operators keep a
 * state between runs and would give none of these.
 *
 * @param x [T, I]
 * @param rate in [0, 1)
 * @see Srivastava et al. 2014, JMLR 15
 */
export function dropout(graph: Graph, x: Value, { rows, columns }: DropoutNoise, rate: number): Value {
  // The mask waits for x: ONNX Runtime would otherwise make all layers' masks first, and hold them.
  const noise = binary(graph, "Mul", waitFor(graph, rows, [x]), columns); // [T, I]
  const fraction = binary(graph, "Sub", noise, unary(graph, "Floor", noise));
  const isKept = compare(graph, "Less", fraction, graph.scalar(1 - rate));
  const inputs = [isKept, graph.scalar(1 / (1 - rate)), graph.scalar(0)];
  return multiply(graph, x, graph.node({ op: "Where", inputs }, x.shape));
}
