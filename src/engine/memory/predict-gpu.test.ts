import { expect, test } from "vitest";
import { gpuCapacity } from "../decoding/index.ts";
import { benchShapes } from "../../cli/bench/shapes.ts";
import { tinyConfig } from "../../../test/random-model.ts";
import { Graph, binary, gemm, reshapeNode, unary } from "../graph/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { bufferBytes, graphBuffers, sharedBytes } from "./gpu-buffers.ts";
import { graphWork } from "./graph-work.ts";
import { gpuDecodingWork, gpuSamplingMemory, gpuTrainingMemory, gpuTrainingWork } from "./predict-gpu.ts";

test("a tensor gets the next larger of the provider's buffers, and one beyond them its own", () => {
  const mebibyte = 2 ** 20;
  expect([1, 64, 65, 1025, 4097].map(bufferBytes)).toEqual([64, 64, 128, 2048, 8192]);
  expect(bufferBytes(9 * mebibyte)).toBe(12 * mebibyte);
  expect(bufferBytes(129 * mebibyte)).toBe(160 * mebibyte);
  expect(bufferBytes(200 * mebibyte + 4)).toBe(200 * mebibyte + 16);
});

test("a run holds as many buffers as are in use at once: a view none, what lies on the device none", () => {
  const graph = new Graph();
  const x = graph.input("x", ["N", 16]); // fed: 64 N bytes
  const w = graph.input("w", [16, 16]);
  const h = gemm(graph, x, w);
  const e = unary(graph, "Exp", reshapeNode(graph, h, ["N", 4, 4])); // h and e, while x is given back after h
  graph.output("y", binary(graph, "Add", e, e)); // e and y
  const lies = (name: string): boolean => name === "w";
  // by hand: x and h at once, then h and e, then e and y: never three; of 64 bytes each with N = 1
  expect([...graphBuffers(graph, { N: 1 }, lies)]).toEqual([[64, 2]]);
  expect([...graphBuffers(graph, { N: 1 }, (name) => lies(name) || name === "y")]).toEqual([[64, 2]]);
  expect([...graphBuffers(graph, { N: 1 }, () => true)]).toEqual([[64, 2]]); // h and e alone
  expect([...graphBuffers(graph, { N: 3 }, lies)]).toEqual([[256, 2]]);
});

test("graphs that run one after the other share their buffers, size by size", () => {
  const [one, other] = [new Map([[64, 3], [256, 1]]), new Map([[64, 1], [512, 2]])]; // prettier-ignore
  expect(sharedBytes([one, other])).toBe(3 * 64 + 256 + 2 * 512);
});

test("work is counted by hand: views are nothing, copies no programs, a product two operations for each pair", () => {
  const graph = new Graph();
  const x = graph.input("x", ["N", 8]);
  const y = gemm(graph, x, graph.input("w", [8, 4])); // 2 * N * 4 * 8 operations; N 8, 32 and N 4 floats
  const t = gemm(graph, x, y, { transposeA: true }); // [8, 4]: 2 * 8 * 4 * N; N 8, N 4 and 32 floats
  graph.output("y", unary(graph, "Identity", reshapeNode(graph, t, [32]))); // 64 floats
  expect(graphWork(graph, { N: 10 })).toEqual({
    programs: 2,
    copies: 1,
    operations: 2 * 2 * 320,
    bytes: 4 * (80 + 32 + 40 + 80 + 40 + 32 + 64),
  });
});

const counts = (name: string) => {
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const { config, train, decode } = shape;
  const training = { threads: 1, rowTokens: train.tokensPerRow, rows: train.rows, lossShare: 1 };
  const sampling = { threads: 1, samples: 1, promptTokens: decode.promptTokens, newTokens: decode.newTokens };
  const { batch, step } = gpuTrainingWork(config, training);
  const token = gpuDecodingWork(config, sampling);
  return [batch, step, token].map(({ programs, copies }) => [programs, copies]);
};

test("docs/webgpu.md has the programs and copies of a batch, a step's norm and update, and a step of decoding", () => {
  expect(counts("5M")).toEqual([[1047, 56], [218, 130], [173, 0]]); // prettier-ignore
  expect(counts("135M")).toEqual([[6180, 272], [986, 624], [821, 0]]); // prettier-ignore
});

test("as many samples are decoded at once as the cache and one buffer of a layer's keys hold, and one at the least", () => {
  const cacheBytes = 2 ** 29;
  const rows = (changes: Partial<ModelConfig>, capacity: number) =>
    gpuCapacity.rows({ ...tinyConfig, kvHeads: 8, headDim: 64, ...changes }, capacity, { maxBatch: 64, cacheBytes });
  // by hand: 8 heads of 64 floats are 2 KiB a token and layer; of 128 MiB 64 rows of 1,024 tokens, 32 of 2,048
  expect([rows({ layers: 1 }, 1024), rows({ layers: 1 }, 2048)]).toEqual([64, 32]);
  expect(rows({ layers: 8 }, 2048)).toBe(8); // 16 tensors of 4 MiB a row: 512 MiB
  expect([rows({ layers: 1 }, 2 ** 17), rows({ layers: 64 }, 2 ** 17)]).toEqual([1, 1]);
});

test("memory is counted by hand for a tiny model: each tensor in its buffer, two moments for each group", () => {
  const { parts: training } = gpuTrainingMemory(tinyConfig, { threads: 1, rowTokens: 8, rows: 2, lossShare: 1 });
  const { parts: sampling, largestBuffer } = gpuSamplingMemory(tinyConfig, {
    threads: 1,
    samples: 2,
    promptTokens: 8,
    newTokens: 8,
    maxBatch: 2,
  });
  expect(training.weights).toBe(training.gradients);
  expect(sampling.weights).toBe(training.weights);
  // by hand: 2 layers, keys and values [2 rows, 2 heads, 256 places, 4] of 16,384 bytes; two tables of angles, 64 positions by 2
  expect(sampling.cache).toBe(2 * 2 * 16_384 + 2 * 512);
  // by hand: the scores of chunks that are read, 8 rows, 4 heads, 32 by 256 + 32 floats, are 1,179,648 bytes
  expect(largestBuffer).toBe(2 ** 21);
});
