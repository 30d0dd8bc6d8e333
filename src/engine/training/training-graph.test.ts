import { expect, test } from "vitest";
import { tinyConfig } from "../../../test/random-model.ts";
import type { SegmentMemory, Value } from "../graph/index.ts";
import { trainingGraph } from "./training-graph.ts";

/** How many values of the forward pass the backward pass reads: what must be held in memory. */
function heldValues(layers: number, memory: SegmentMemory): number {
  const graph = trainingGraph({ ...tinyConfig, layers }, { steps: 64, chunks: 1 }, memory);
  const loss = graph.outputs.get("loss");
  const end = graph.nodes.findIndex(({ outputs }) => outputs.some((output) => output === loss));
  const made = new Set<Value>(graph.nodes.slice(0, end).flatMap(({ outputs }) => outputs));
  const read = new Set(graph.nodes.slice(end + 1).flatMap(({ inputs }) => inputs));
  return [...read].filter((value) => value && made.has(value)).length;
}

test("with checkpointing a further layer holds one more value, its input; without, all that its derivative reads", () => {
  expect(heldValues(5, "recompute") - heldValues(4, "recompute")).toBe(1);
  expect(heldValues(5, "keep") - heldValues(4, "keep")).toBeGreaterThan(10);
});

test("every weight has one gradient, in a buffer that may be the one it is added to", () => {
  const graph = trainingGraph(tinyConfig, { steps: 64, chunks: 1 }, "keep");
  const sums = graph.inputs.filter(({ name }) => name.startsWith("gradient_in."));
  expect(sums.length).toBe(1 + 2 * 9 + 1); // by hand: embedding, nine per layer, last norm
  for (const sum of sums) {
    const readers = graph.nodes.filter(({ inputs }) => inputs.includes(sum));
    expect(readers.length).toBe(1); // a second reader might come after the buffer is overwritten
    expect(graph.outputs.get(sum.name.replace("_in", ""))?.shape).toEqual(sum.shape);
  }
});
