import { describe, expect, test } from "vitest";
import { add, compile, differentiate, Graph, gemm, linear, multiply, reduce, reshape, tensor } from "./index.ts";

describe("shapes are checked when a node is added", () => {
  const graph = new Graph();
  const a = graph.input("a", [2, 3]);
  const b = graph.input("b", [4, 3]);

  test.each([
    ["sum", () => add(graph, a, b), "Add: shapes [2,3] and [4,3] do not broadcast"],
    ["product", () => gemm(graph, a, b), "Gemm: [2,3] x [4,3] does not fit"],
    ["transposed product", () => linear(graph, a, reshape(graph, b, [3, 4])), "Gemm: [2,3] x [3,4]^T does not fit"],
    ["reshape", () => reshape(graph, a, [4, 2]), "Reshape: a [2,3] cannot become [4,2]"],
    ["input", () => graph.input("a", [1]), 'input "a" is declared twice'],
    ["constant", () => graph.constant([3], new Float32Array(2)), "shape [3] cannot hold 2 elements"],
    ["loss", () => differentiate(graph, a, [{ value: a }]), "the loss must be a scalar, got [2,3]"],
  ])("%s", (_, build, message) => {
    expect(build).toThrow(message);
  });

  test("a gradient that nothing reaches is an error, not a zero", () => {
    const loss = reduce(graph, "ReduceSum", a, [0, 1], false);
    expect(() => differentiate(graph, loss, [{ value: b }])).toThrow("the loss does not depend on b [4,3]");
  });
});

test("a dimension known only at run time takes any size", async () => {
  const graph = new Graph();
  const x = graph.input("x", ["T", 2]);
  graph.output("y", reshape(graph, linear(graph, x, graph.constant([1, 2], Float32Array.of(1, 10))), ["T"]));
  const session = await compile(graph, { threads: 1 });
  for (const rows of [1, 3]) {
    const results = await session.run({ x: tensor(new Float32Array(2 * rows).fill(1), [rows, 2]) });
    expect(results["y"]?.data).toEqual(new Float32Array(rows).fill(11)); // by hand: 1 * 1 + 1 * 10
  }
});

test("one value may be two outputs, and an input may be one", async () => {
  const graph = new Graph();
  const x = graph.input("x", [2]);
  const square = multiply(graph, x, x);
  graph.output("first", square);
  graph.output("second", square);
  graph.output("same", x);
  const session = await compile(graph, { threads: 1 });
  const results = await session.run({ x: tensor(Float32Array.of(2, 3), [2]) });
  expect(results["first"]?.data).toEqual(Float32Array.of(4, 9));
  expect(results["second"]?.data).toEqual(Float32Array.of(4, 9));
  expect(results["same"]?.data).toEqual(Float32Array.of(2, 3));
});
