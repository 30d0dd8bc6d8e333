import { join } from "node:path";
import { compile, Graph, tensor } from "../../src/engine/graph/index.ts";
import type { ModelConfig, Weights } from "../../src/engine/model/index.ts";
import { decoder, lmHead, parameterTable, rotaryTables, weightInputs } from "../../src/engine/model/index.ts";
import { packedAttention, whoSeesWhom } from "../../src/engine/training/packed-attention.ts";
import { rows } from "./inputs.ts";

/** The script that Python runs. */
export const reference = { file: join(import.meta.dirname, "reference.py") };

/** The engine's logits of every place of each of the rows, [T, V] each: the training graph, without its loss. */
export async function logitsOf(config: ModelConfig, weights: Weights): Promise<Float32Array[]> {
  const results: Float32Array[] = [];
  for (const { tokens } of rows) results.push(await rowLogits(config, weights, tokens));
  return results;
}

async function rowLogits(config: ModelConfig, weights: Weights, tokens: readonly number[]): Promise<Float32Array> {
  const steps = tokens.length;
  const session = await compile(logitsGraph(config, steps), { threads: 1 });
  const numbers = (of: (i: number) => number): BigInt64Array<ArrayBuffer> =>
    BigInt64Array.from({ length: steps }, (_, i) => BigInt(of(i)));
  const results = await session.run({
    ...Object.fromEntries(parameterTable(config).map(({ name, shape }) => [name, tensor(weights.get(name) ?? new Float32Array(), shape)])), // prettier-ignore
    tokens: tensor(
      numbers((i) => tokens[i] ?? 0),
      [steps],
    ),
    positions: tensor(
      numbers((i) => i),
      [steps, 1],
    ),
    visibleUntil: tensor(
      numbers(() => steps),
      [1, steps],
    ),
  });
  await session.release();
  return results["logits"]?.data as Float32Array; // the graph's output is float32
}

function logitsGraph(config: ModelConfig, steps: number): Graph {
  const graph = new Graph();
  const weights = weightInputs(graph, config);
  const tokens = graph.input("tokens", [steps], "int64");
  const positions = graph.input("positions", [steps, 1], "int64");
  const visibleUntil = graph.input("visibleUntil", [1, steps], "int64");
  const seen = whoSeesWhom(graph, visibleUntil, positions, config.window?.tokens);
  const inputs = { tokens, positions, weights, rotaryTables: rotaryTables(graph, config, steps) };
  const hidden = decoder(graph, config, inputs, packedAttention(graph, config, seen));
  graph.output("logits", lmHead(graph, config, weights, hidden));
  return graph;
}
