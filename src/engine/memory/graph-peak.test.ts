import { expect, test } from "vitest";
import { binary, gemm, Graph, reshapeNode, unary } from "../graph/index.ts";
import { graphPeakBytes } from "./graph-peak.ts";
import { runOrder } from "./run-order.ts";

test("memory is what is alive at once: results over their inputs, views for nothing, what is fed or fetched apart", () => {
  const graph = new Graph();
  const x = graph.input("x", ["N", 8]);
  const w = graph.input("w", [8, 16]);
  const h = gemm(graph, x, w); // [N, 16], 64 N bytes
  const e = unary(graph, "Exp", h); // [N, 16] beside h, which is read once more
  const view = reshapeNode(graph, e, ["N", 4, 4]); // nothing
  const sum = binary(graph, "Add", reshapeNode(graph, h, ["N", 4, 4]), view); // over one of both
  const product = gemm(graph, reshapeNode(graph, sum, ["N", 16]), h, { transposeB: true }); // the result, [N, N]
  graph.output("product", product);
  // by hand: h and exp(h); the sum lies in exp(h), whose last reader it is
  expect(graphPeakBytes(graph, { N: 10 })).toBe(2 * 64 * 10);
  expect(graphPeakBytes(graph, { N: 1000 })).toBe(2 * 64 * 1000);
  expect(() => graphPeakBytes(graph, {})).toThrow("the size of N in [N,16] must be known");
});

test("nodes run backwards from the last result, along the latest input first", () => {
  const graph = new Graph();
  const x = graph.input("x", [2]);
  const a = unary(graph, "Neg", x);
  const b = unary(graph, "Exp", x);
  const c = binary(graph, "Add", a, b);
  const d = unary(graph, "Sqrt", x);
  graph.output("c", c);
  graph.output("d", d);
  expect(runOrder(graph).map(({ op }) => op)).toEqual(["Sqrt", "Exp", "Neg", "Add"]);
});
