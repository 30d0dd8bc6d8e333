import type { Graph, RotaryTables } from "../graph/index.ts";
import type { ModelConfig } from "./config.ts";
import { rotaryFrequencies } from "./rope-scaling.ts";

/** Cosines and sines of the angles of rotary position embedding, row-major, each [positions, N / 2]. */
export interface RotaryAngles {
  readonly cos: Float32Array<ArrayBuffer>;
  readonly sin: Float32Array<ArrayBuffer>;
}

/**
 * The angles of rotary position embedding: position times frequency.
 *
 * @param positions how many, from 0 on; at most the model's maxPositions
 */
export function rotaryAngles(config: ModelConfig, positions: number): RotaryAngles {
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
  return { cos: table(Math.cos), sin: table(Math.sin) };
}

/** Stores the angles of so many positions in a graph. */
export function rotaryTables(graph: Graph, config: ModelConfig, positions: number): RotaryTables {
  const { cos, sin } = rotaryAngles(config, positions);
  const shape = [positions, config.headDim / 2];
  return { cos: graph.constant(shape, cos), sin: graph.constant(shape, sin) };
}

/** The graph inputs of `rotaryInputs`. */
export const rotaryInputNames = { cos: "rotary.cos", sin: "rotary.sin" } as const;

/** Declares the angles as inputs of a graph, for as many positions as are fed: a long model's would fill tens of megabytes. */
export function rotaryInputs(graph: Graph, { headDim }: ModelConfig): RotaryTables {
  const input = (name: string) => graph.input(name, ["M", headDim / 2]);
  return { cos: input(rotaryInputNames.cos), sin: input(rotaryInputNames.sin) };
}
