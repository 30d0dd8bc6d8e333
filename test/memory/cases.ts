import { benchShapes } from "../../src/cli/bench/shapes.ts";
import type { ModelConfig } from "../../src/engine/index.ts";

function configOf(name: string): ModelConfig {
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`rise bench has no shape ${name}`);
  return shape.config;
}

/** Shapes of three sizes; the largest is SmolLM2-135M's. */
export const shapes = {
  "5M": configOf("5M"),
  "30M": {
    ...configOf("5M"),
    hiddenSize: 384,
    layers: 10,
    heads: 6,
    kvHeads: 2,
    headDim: 64,
    intermediateSize: 1024,
    vocabSize: 32_000,
  },
  "135M": configOf("135M"),
} as const satisfies Readonly<Record<string, ModelConfig>>;

/** One measurement: a model at work in a process of its own. */
export type MemoryCase = { readonly shape: keyof typeof shapes; readonly threads: number } & (
  | {
      readonly work: "train";
      readonly rows: number;
      readonly rowTokens: number;
      readonly checkpointing: boolean;
      readonly loraRank?: number;
    }
  | { readonly work: "sample"; readonly samples: number; readonly promptTokens: number; readonly newTokens: number }
);

/** What is measured. */
export const cases: readonly MemoryCase[] = [
  { shape: "5M", threads: 1, work: "train", rows: 5, rowTokens: 192, checkpointing: false },
  { shape: "5M", threads: 2, work: "train", rows: 10, rowTokens: 192, checkpointing: false },
  { shape: "5M", threads: 2, work: "sample", samples: 128, promptTokens: 200, newTokens: 64 },
  { shape: "30M", threads: 1, work: "train", rows: 2, rowTokens: 512, checkpointing: false },
  { shape: "30M", threads: 2, work: "train", rows: 8, rowTokens: 256, checkpointing: false },
  { shape: "30M", threads: 1, work: "sample", samples: 32, promptTokens: 128, newTokens: 32 },
  { shape: "135M", threads: 2, work: "train", rows: 2, rowTokens: 512, checkpointing: true },
  { shape: "135M", threads: 2, work: "train", rows: 2, rowTokens: 512, checkpointing: true, loraRank: 16 },
  { shape: "135M", threads: 2, work: "sample", samples: 32, promptTokens: 128, newTokens: 8 },
];

/** The adapter of a case. */
export const adapterOf = (rank: number) => ({
  rank,
  alpha: 2 * rank,
  targets: ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"] as const,
  dropout: 0,
  rankStabilised: false,
  seed: 0,
});
