import { describe, expect, test } from "vitest";
import type { Tensor } from "onnxruntime-node";
import { relativeError } from "../../../../test/compare.ts";
import { findTestGpu } from "../../../../test/gpu.ts";
import { GpuSession } from "../../device/index.ts";
import { createRng } from "../../random.ts";
import {
  binary,
  compare,
  compile,
  elementCount,
  Graph,
  loweredFeeds,
  lowerForWebGpu,
  reshapeNode,
  sliceNode,
  stackedProduct,
  tensor,
  unary,
  type Shape,
  type Value,
} from "../index.ts";
import { embed } from "../ops/rows.ts";
import { rmsNorm } from "../ops/rms-norm.ts";
import { Gradients } from "../gradients.ts";

const gpu = await findTestGpu();

/** A graph whose outputs are compared, with what it is fed: floats by shape, whole numbers as they are. */
interface Case {
  readonly name: string;
  /** Operators that the lowered graph must not have. */
  readonly without: readonly string[];
  readonly floats: Readonly<Record<string, readonly number[]>>;
  readonly wholes?: Readonly<Record<string, { readonly shape: readonly number[]; readonly list: readonly number[] }>>;
  /** Shapes as the graph declares them, where they are known at run time only. */
  readonly declared?: Readonly<Record<string, Shape>>;
  readonly build: (graph: Graph, input: (name: string) => Value) => void;
}

const stack = (shape: readonly number[]) => shape;
const products: readonly Case[] = [
  { a: [2, 3, 4, 5], b: [2, 3, 5, 6], options: {} },
  { a: [2, 3, 5, 4], b: [2, 3, 5, 6], options: { transposeA: true, scale: 0.37 } },
  { a: [2, 3, 4, 5], b: [2, 3, 6, 5], options: { transposeB: true, scale: 0.25 } },
  { a: [1, 1, 1, 5], b: [1, 1, 5, 1], options: {} },
].map(({ a, b, options }) => ({
  name: `FusedMatMul ${JSON.stringify(options)} of ${a.join()}`,
  without: ["FusedMatMul"],
  floats: { a: stack(a), b: stack(b) },
  build: (graph, input) => graph.output("y", stackedProduct(graph, input("a"), input("b"), options)),
}));

const cases: readonly Case[] = [
  ...products,
  {
    name: "LogSoftmax far from zero",
    without: ["LogSoftmax"],
    floats: { x: [5, 7] },
    build: (graph, input) => {
      const far = binary(graph, "Mul", input("x"), graph.scalar(300)); // exp of 300 is beyond float32
      graph.output("y", unary(graph, "LogSoftmax", far, { axis: -1 }));
    },
  },
  {
    name: "OneHot of few rows, in the sum of an embedding's gradient",
    without: ["OneHot"],
    floats: { table: [4, 3], dy: [5, 3], sum: [4, 3] },
    wholes: { ids: { shape: [5], list: [3, 0, 3, 3, 1] } },
    declared: { ids: ["T"], dy: ["T", 3] },
    build: embeddingGradient,
  },
  {
    name: "ScatterElements of rows that come again",
    without: [],
    floats: { table: [520, 3], dy: [6, 3], sum: [520, 3] },
    wholes: { ids: { shape: [6], list: [3, 0, 519, 3, 1, 3] } },
    declared: { ids: ["T"], dy: ["T", 3] },
    build: embeddingGradient,
  },
  {
    name: "ScatterElements in a vector",
    without: [],
    floats: { x: [12], updates: [3] },
    wholes: { places: { shape: [3], list: [11, 0, 5] } },
    build: (graph, input) => {
      const attributes = { axis: 0, reduction: "add" };
      const inputs = [input("x"), input("places"), input("updates")];
      graph.output("y", graph.node({ op: "ScatterElements", inputs, attributes }, [12]));
    },
  },
  {
    name: "the inverse norm of SimplifiedLayerNormalization",
    without: [],
    floats: { x: [5, 8], gain: [8], dy: [5, 8] },
    build: (graph, input) => {
      const [x, gain] = [input("x"), input("gain")];
      const y = rmsNorm(graph, x, gain, 1e-5);
      const gradients = new Gradients(graph, [x, gain]);
      gradients.want(y);
      gradients.start(y, input("dy"));
      gradients.pullBack(graph.tape);
      graph.output("y", y);
      for (const value of [x, gain]) graph.output(`d${value.name}`, gradients.of(value) ?? value);
    },
  },
  {
    name: "Sum of one, of two and of many",
    without: ["Sum"],
    floats: { a: [1], b: [1], c: [1] },
    build: (graph, input) => {
      const [a, b, c] = [input("a"), input("b"), input("c")];
      graph.output("one", unary(graph, "Neg", graph.node({ op: "Sum", inputs: [a] }, [1])));
      graph.output("two", graph.node({ op: "Sum", inputs: [a, b] }, [1]));
      graph.output("many", graph.node({ op: "Sum", inputs: [a, b, c, a, b] }, [1]));
    },
  },
  {
    name: "whole numbers: Slice, Reshape, Less, Sub of an input that a rotation reads as well",
    without: [],
    floats: { x: [6, 8], cos: [32, 4], sin: [32, 4], far: [2, 3, 3] },
    wholes: { positions: { shape: [6, 1], list: [0, 1, 2, 4, 9, 30] } },
    build: (graph, input) => {
      const positions = input("positions");
      const rows = reshapeNode(graph, positions, [2, 1, 3]);
      const columns = reshapeNode(graph, positions, [2, 3, 1]);
      const distance = binary(graph, "Sub", columns, rows); // [2, 3, 3]
      const isNear = compare(graph, "Less", distance, graph.integer(2));
      graph.output("near", graph.node({ op: "Where", inputs: [isNear, input("far"), graph.scalar(-1e9)] }, [2, 3, 3]));
      const latest = sliceNode(graph, rows, 2, 1, 3, 2);
      const isLate = compare(graph, "Less", graph.constant([1], BigInt64Array.of(4n)), latest); // [2, 1, 2]
      graph.output("late", graph.node({ op: "Where", inputs: [isLate, graph.scalar(1), graph.scalar(0)] }, [2, 1, 2]));
      const inputs = [reshapeNode(graph, input("x"), [6, 1, 8]), positions, input("cos"), input("sin")];
      const attributes = { interleaved: 0, num_heads: 1 };
      graph.output(
        "turned",
        graph.node({ op: "RotaryEmbedding", domain: "com.microsoft", inputs, attributes }, [6, 1, 8]),
      );
    },
  },
];

/** The gradient of an embedding's table, added to a sum. */
function embeddingGradient(graph: Graph, input: (name: string) => Value): void {
  const table = input("table");
  const y = embed(graph, table, input("ids"));
  const gradients = new Gradients(graph, [table]);
  gradients.want(y);
  gradients.start(table, input("sum"));
  gradients.start(y, input("dy"));
  gradients.pullBack(graph.tape);
  graph.output("y", y);
  graph.output("dtable", gradients.of(table) ?? table);
}

function built({ floats, wholes = {}, declared = {}, build }: Case) {
  const graph = new Graph();
  const shapeOf = (name: string): Shape => declared[name] ?? floats[name] ?? wholes[name]?.shape ?? [];
  build(graph, (name) => {
    const known = graph.inputs.find((value) => value.name === name);
    return known ?? graph.input(name, shapeOf(name), name in wholes ? "int64" : "float32");
  });
  const rng = createRng(7);
  const feeds: Record<string, Tensor> = {};
  for (const [name, shape] of Object.entries(floats)) {
    feeds[name] = tensor(
      Float32Array.from({ length: elementCount(shape) ?? 0 }, () => 2 * rng() - 1),
      shape,
    );
  }
  for (const [name, { shape, list }] of Object.entries(wholes)) {
    feeds[name] = tensor(BigInt64Array.from(list, BigInt), shape);
  }
  return { graph, feeds: Object.fromEntries(graph.inputs.map(({ name }) => [name, feeds[name] as Tensor])) };
}

/** A graph's results on the processor. */
async function onCpu(graph: Graph, feeds: Readonly<Record<string, Tensor>>) {
  const session = await compile(graph, { threads: 1 });
  const results = await session.run(feeds);
  await session.release();
  return results;
}

function expectSame(got: Readonly<Record<string, Tensor>>, want: Readonly<Record<string, Tensor>>): void {
  expect(Object.keys(got)).toEqual(Object.keys(want));
  for (const [name, { data, dims }] of Object.entries(want)) {
    expect(got[name]?.dims).toEqual(dims);
    expect([name, relativeError(Array.from(got[name]?.data ?? [], Number), Array.from(data, Number)) < 2e-6]).toEqual([
      name,
      true,
    ]);
  }
}

describe.each(cases)("$name", (one) => {
  test("is lowered to operators with the same results on the processor", async () => {
    const { graph, feeds } = built(one);
    const want = await onCpu(graph, feeds);
    const lowered = lowerForWebGpu(graph);
    expect(lowered.graph.nodes.filter(({ op }) => one.without.includes(op))).toEqual([]);
    expectSame(await onCpu(lowered.graph, loweredFeeds(lowered, feeds)), want);
  });

  test.skipIf(!gpu.isThere)(`has the processor's results on the GPU ${gpu.note}`, async () => {
    const { graph, feeds } = built(one);
    const want = await onCpu(graph, feeds);
    const session = await GpuSession.compile(graph, { validation: "full" });
    const names = Object.fromEntries([...graph.outputs.keys()].map((name) => [name, null]));
    expectSame(await session.run(feeds, names), want);
    await session.release();
  });
});

test("a graph that is lowered stays as it is", () => {
  const { graph } = built(cases[0] as Case);
  const before = graph.nodes.map(({ op }) => op);
  lowerForWebGpu(graph);
  expect(graph.nodes.map(({ op }) => op)).toEqual(before);
});

test("an input that is read as positions and as numbers is fed both ways; one beyond 32 bits is refused", () => {
  const { graph, feeds } = built(cases.at(-1) as Case);
  const lowered = lowerForWebGpu(graph);
  expect([...lowered.inputs].filter(([, { from }]) => from === "positions")).toEqual([
    ["positions", { from: "positions", type: "int32" }],
    ["positions.int64", { from: "positions", type: "int64" }],
  ]);
  const far = { ...feeds, positions: tensor(new BigInt64Array(6).fill(2n ** 33n), [6, 1]) };
  expect(() => loweredFeeds(lowered, far)).toThrow("positions holds 8589934592, beyond 32 bits");
  const { positions: _, ...lacking } = feeds;
  expect(() => loweredFeeds(lowered, lacking)).toThrow("the graph's input positions must be fed");
});

test("elements scattered in a matrix one by one are refused: they might be added in any order", () => {
  const graph = new Graph();
  const inputs = [graph.input("x", [4, 3]), graph.input("places", [5, 3], "int64"), graph.input("updates", [5, 3])];
  graph.output("y", graph.node({ op: "ScatterElements", inputs, attributes: { axis: 0, reduction: "add" } }, [4, 3]));
  expect(() => lowerForWebGpu(graph)).toThrow("ScatterElements in a matrix must add whole rows");
});

test("a result in place ends in a copy, others do not", () => {
  const { graph } = built(cases[0] as Case);
  const last = (inPlace: readonly string[]) => lowerForWebGpu(graph, new Set(inPlace)).graph.nodes.at(-1)?.op;
  expect(last(["y"])).toBe("Identity");
  expect(last([])).not.toBe("Identity");
});
