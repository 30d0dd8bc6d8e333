import type { Tensor } from "onnxruntime-node";
import type { AdapterConfig } from "../adapter/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { parameterCount } from "../model/index.ts";
import type { Batch } from "./batch.ts";
import { layOut } from "./batch.ts";
import { groupTrees } from "./group-trees.ts";
import { packCheaply } from "./pack.ts";
import type { Packed } from "./pack.ts";
import type { TokenNode, WeightedRow } from "./token-tree.ts";
import type { Share, TrainerOptions } from "./trainer.ts";
import type { GraphOptions } from "./training-graph.ts";

/**
 * Tokens of one run: enough for fast products (4 to 8 rows of 192 trained within 3% of each other, 16 fell off by 8%).
 * A large model's activations count for more: at 135 million parameters 512 tokens hold 1.5 GB of them.
 */
export const defaultTokensPerBatch = (config: ModelConfig): number => (parameterCount(config) > 30e6 ? 512 : 1024);

/** 64 MiB, five times that with what is computed from them; fewer rows at once would slow the products down. */
const defaultMostLogits = 2 ** 24;

/** In how many parts the logits of a batch are made: as many as its most tokens need. */
export function logitChunks(config: ModelConfig, tokens: number, maxLogits = defaultMostLogits): number {
  return Math.ceil((tokens * config.vocabSize) / maxLogits);
}

/** The share of one that works alone. */
export const whole: Share = { index: 0, of: 1 };

/** Batches that hold all that is asked for, and where each row's tokens are in them. */
interface PackedBatches {
  readonly batches: readonly Batch[];
  readonly paths: Packed["paths"];
}

/** Makes batches of rows: the same for every trainer of a model. */
export class Packing {
  /** Trained in the weights' place; undefined: all weights are trained. */
  readonly adapter: AdapterConfig | undefined;
  readonly #config: ModelConfig;
  readonly #tokensPerBatch: number;
  readonly #maxLogits: number;

  constructor(config: ModelConfig, options: TrainerOptions) {
    this.#config = config;
    this.adapter = options.adapter?.config;
    this.#tokensPerBatch = options.tokensPerBatch ?? defaultTokensPerBatch(config);
    this.#maxLogits = options.maxLogits ?? defaultMostLogits;
  }

  /** Packs rows into batches, of which a share is given. */
  pack(rows: readonly WeightedRow[], share: Share = whole): PackedBatches {
    const { hiddenSize, vocabSize } = this.#config;
    const tokensPerBatch = this.#tokensPerBatch;
    const { trees, paths } = packCheaply(rows, { hiddenSize, tokensPerBatch, sharers: share.of });
    const groups = groupTrees(trees, tokensPerBatch, share);
    const batches = groups.map(({ trees, steps }) => layOut(trees, steps, vocabSize, this.#chunks(steps)));
    return { batches, paths };
  }

  /** What distinguishes the graph that a batch needs. */
  graphOptions({ steps }: Batch): GraphOptions {
    return { steps, chunks: this.#chunks(steps), adapter: this.adapter };
  }

  #chunks(steps: number): number {
    return logitChunks(this.#config, Math.max(this.#tokensPerBatch, steps), this.#maxLogits);
  }
}

/** Scores that come batch by batch, in the order of the rows' tokens. */
export class Scores {
  readonly #known = new Map<TokenNode, number>();

  /** @param logProbabilities of the batch's targets */
  take({ targets }: Batch, logProbabilities: Tensor | undefined): void {
    const { data } = logProbabilities ?? {};
    for (const [i, target] of targets.entries()) this.#known.set(target, Number(data?.[i]));
  }

  /** One list for each row: its tokens' but the first one's. */
  of(paths: Packed["paths"]): number[][] {
    return paths.map((path) => path.slice(1).map((node) => this.#known.get(node) ?? Number.NaN));
  }
}
