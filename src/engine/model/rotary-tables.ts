import type { Graph, RotaryTables } from "../graph/index.ts";
import type { ModelConfig } from "./config.ts";
import { rotaryFrequencies } from "./rope-scaling.ts";

/**
 * Stores the angles of rotary position embedding in a graph: position times frequency.
 *
 * @param positions how many positions the graph needs, at most the model's maxPositions
 * @returns cos and sin, each [positions, N / 2]
 */
export function rotaryTables(graph: Graph, config: ModelConfig, positions: number): RotaryTables {
  const frequencies = rotaryFrequencies(config);
  const half = frequencies.length;
  const scale = config.ropeScaling?.type === "yarn" ? config.ropeScaling.attentionFactor : 1;
  const table = (wave: (angle: number) => number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: positions * half }, (_, place) => {
      const position = Math.floor(place / half);
      // Rounded to single precision, as it was when the model was trained: at far positions that turns visibly.
      const angle = Math.fround(position * (frequencies[place % half] ?? 0));
      return scale * wave(angle);
    });
  return {
    cos: graph.constant([positions, half], table(Math.cos)),
    sin: graph.constant([positions, half], table(Math.sin)),
  };
}
