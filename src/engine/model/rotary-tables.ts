import type { Graph, RotaryTables } from "../graph/index.ts";
import type { ModelConfig } from "./config.ts";

/**
 * Stores the angles of rotary position embedding in a graph: angle = position * theta^(-2 i / N).
 *
 * @param positions how many positions the graph needs, at most the model's maxPositions
 * @returns cos and sin, each [positions, N / 2]
 */
export function rotaryTables(graph: Graph, config: ModelConfig, positions: number): RotaryTables {
  const half = config.headDim / 2;
  const table = (wave: (angle: number) => number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: positions * half }, (_, place) => {
      const position = Math.floor(place / half);
      const frequency = config.ropeTheta ** (-(place % half) / half);
      return wave(position * frequency);
    });
  return {
    cos: graph.constant([positions, half], table(Math.cos)),
    sin: graph.constant([positions, half], table(Math.sin)),
  };
}
