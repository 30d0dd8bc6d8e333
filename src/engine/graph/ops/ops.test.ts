import { describe, expect, test } from "vitest";
import { createRng } from "../../random.ts";
import type { Shape, Value } from "../index.ts";
import {
  add,
  attention,
  compile,
  crossEntropy,
  elementCount,
  embed,
  Gradients,
  Graph,
  linear,
  multiply,
  reshape,
  rmsNorm,
  rotary,
  segment,
  subtract,
  swiglu,
  takeRows,
  tensor,
  transpose,
} from "../index.ts";

/** An operation on random inputs of given shapes. */
interface Case {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly build: (graph: Graph, inputs: readonly Value[]) => Value;
}

const none: Value = { name: "none", type: "float32", shape: [] };
const int64 = (graph: Graph, shape: readonly number[], list: readonly number[]): Value =>
  graph.constant(shape, BigInt64Array.from(list, BigInt));
const float32 = (graph: Graph, shape: readonly number[], list: readonly number[]): Value =>
  graph.constant(shape, Float32Array.from(list));

const cases: readonly Case[] = [
  { name: "add", shapes: [[2, 3], [3]], build: (g, [a = none, b = none]) => add(g, a, b) },
  {
    name: "subtract",
    shapes: [
      [2, 3],
      [2, 1],
    ],
    build: (g, [a = none, b = none]) => subtract(g, a, b),
  },
  { name: "multiply", shapes: [[3], [2, 3]], build: (g, [a = none, b = none]) => multiply(g, a, b) },
  { name: "a value used twice", shapes: [[2, 3]], build: (g, [a = none]) => multiply(g, a, add(g, a, a)) },
  { name: "reshape", shapes: [[2, 6]], build: (g, [a = none]) => reshape(g, a, [3, 4]) },
  { name: "transpose", shapes: [[2, 3, 4]], build: (g, [a = none]) => transpose(g, a, [2, 0, 1]) },
  {
    name: "linear",
    shapes: [
      [3, 4],
      [5, 4],
    ],
    build: (g, [x = none, w = none]) => linear(g, x, w),
  },
  {
    name: "linear with a bias",
    shapes: [[3, 4], [5, 4], [5]],
    build: (g, [x = none, w = none, b = none]) => linear(g, x, w, b),
  },
  {
    name: "linear with a residual",
    shapes: [
      [3, 4],
      [5, 4],
      [3, 5],
    ],
    build: (g, [x = none, w = none, r = none]) => linear(g, x, w, r),
  },
  { name: "rmsNorm", shapes: [[3, 4], [4]], build: (g, [x = none, gain = none]) => rmsNorm(g, x, gain, 1e-5) },
  {
    name: "rotary",
    shapes: [[3, 8]],
    build: (g, [x = none]) => {
      const angles = [0, 0, 1, 0.1, 2, 0.2]; // [3 positions, 2]
      const cos = float32(g, [3, 2], angles.map(Math.cos));
      const sin = float32(g, [3, 2], angles.map(Math.sin));
      return rotary(g, x, int64(g, [3, 1], [2, 0, 1]), { cos, sin }, 2);
    },
  },
  {
    name: "attention of two query heads on one key head, two blocks",
    shapes: [
      [1, 1, 2, 3, 4],
      [1, 1, 3, 4],
      [1, 1, 3, 4],
    ],
    build: (g, [q = none, k = none, v = none]) => {
      const first = { from: 0, to: 2, bias: float32(g, [1, 1, 2, 2], [0, -1e9, 0, 0]) };
      const last = { from: 2, to: 3, bias: float32(g, [1, 1, 1, 3], [-1e9, 0, 0]) };
      return attention(g, q, k, v, [first, last], 0.5);
    },
  },
  {
    name: "swiglu",
    shapes: [
      [2, 3],
      [2, 3],
    ],
    build: (g, [gate = none, up = none]) => swiglu(g, gate, up),
  },
  { name: "embed, few rows", shapes: [[4, 3]], build: (g, [w = none]) => embed(g, w, int64(g, [5], [3, 0, 3, 3, 1])) },
  {
    name: "embed, many rows",
    shapes: [[520, 1]],
    build: (g, [w = none]) => embed(g, w, int64(g, [5], [3, 0, 519, 3, 1])),
  },
  {
    name: "takeRows",
    shapes: [[4, 3]],
    build: (g, [x = none]) => takeRows(g, x, int64(g, [2], [3, 1]), int64(g, [4], [2, 1, 2, 0])),
  },
  {
    name: "crossEntropy with two targets on one row",
    shapes: [[2, 4]],
    build: (g, [logits = none]) =>
      crossEntropy(g, logits, {
        places: int64(g, [3], [1, 3, 4]),
        weights: float32(g, [3], [0.5, 2, -1]),
        rowWeights: float32(g, [2, 1], [2.5, -1]),
      }),
  },
  ...(["keep", "recompute"] as const).map((memory) => ({
    name: `segment, ${memory}`,
    shapes: [
      [2, 3],
      [3, 3],
    ],
    build: (g: Graph, [x = none, w = none]: readonly Value[]) => {
      const first = segment(g, x, [w], memory, (x) => linear(g, multiply(g, x, x), w));
      return segment(g, first, [w], memory, (x) => linear(g, x, w, x));
    },
  })),
];

const randoms = (shape: Shape, seed: number): Float32Array<ArrayBuffer> => {
  const rng = createRng(seed);
  return Float32Array.from({ length: elementCount(shape) ?? 0 }, () => 2 * rng() - 1);
};

/** The operation's value and, for a random dy, the gradients that its vjp gives. */
async function operation({ shapes, build }: Case) {
  const graph = new Graph();
  const inputs = shapes.map((shape, i) => graph.input(`x${i}`, shape));
  const y = build(graph, inputs);
  graph.output("y", y);
  const cotangent = randoms(y.shape, 99);
  const gradients = new Gradients(graph, inputs);
  gradients.want(y);
  gradients.start(y, graph.constant(y.shape.map(Number), cotangent));
  gradients.pullBack(graph.tape);
  for (const [i, input] of inputs.entries()) graph.output(`dx${i}`, gradients.of(input) ?? none);
  const session = await compile(graph, { threads: 1 });
  return async (elements: readonly Float32Array[]) => {
    const feeds = Object.fromEntries(elements.map((x, i) => [`x${i}`, tensor(Float32Array.from(x), shapes[i] ?? [])]));
    const results = await session.run(feeds);
    const floats = (name: string): number[] => Array.from(results[name]?.data ?? [], Number);
    const value = floats("y").reduce((sum, y, i) => sum + y * (cotangent[i] ?? 0), 0);
    return { value, gradients: shapes.map((_, i) => floats(`dx${i}`)) };
  };
}

describe("each operation's vector-Jacobian product agrees with central differences", () => {
  test.each(cases)("$name", async (operationCase) => {
    const run = await operation(operationCase);
    const inputs = operationCase.shapes.map((shape, i) => randoms(shape, i));
    const { gradients } = await run(inputs);
    const step = 2 ** -7; // float32: rounding costs about 1e-5 here, curvature about as much
    for (const [k, input] of inputs.entries()) {
      for (let i = 0; i < Math.min(input.length, 24); i++) {
        const moved = (by: number): Float32Array[] => inputs.map((x, j) => (j === k ? x.with(i, (x[i] ?? 0) + by) : x));
        const slope = ((await run(moved(step))).value - (await run(moved(-step))).value) / (2 * step);
        expect(gradients[k]?.[i]).toBeCloseTo(slope, 2);
      }
    }
  });
});
