import type { Tensor } from "onnxruntime-node";
import type { AdapterConfig } from "../adapter/index.ts";
import { adapterTable } from "../adapter/index.ts";
import { runInto, tensor } from "../graph/index.ts";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";
import { checkModelConfig, parameterCount, parameterTable } from "../model/index.ts";
import type { Moments, OptimStepOptions } from "./adamw.ts";
import { adamW, clipFactor, norm } from "./adamw.ts";
import { checkLengths, checkMoments, required, TrainingError } from "./buffers.ts";
import type { Buffers } from "./buffers.ts";
import type { Batch } from "./batch.ts";
import { layOut } from "./batch.ts";
import { dropoutNoise } from "./dropout-noise.ts";
import { groupTrees } from "./group-trees.ts";
import { packCheaply } from "./pack.ts";
import type { Packed } from "./pack.ts";
import type { ScoredRow } from "./rows.ts";
import { allPredicted, checkTokens, checkWeighted, trimmed } from "./rows.ts";
import { Sessions } from "./sessions.ts";
import type { TokenNode, WeightedRow } from "./token-tree.ts";
import type { BackwardResult, OptimizerState, Share, Trainer, TrainerOptions } from "./trainer.ts";
import type { GraphOptions } from "./training-graph.ts";
import { batchInputNames, gradientInput, gradientOutput, scoringGraph, trainingGraph } from "./training-graph.ts";

/** The share of one that works alone. */
const whole: Share = { index: 0, of: 1 };

/** Most sessions kept: training and scoring at several lengths. */
const maxSessions = 12;

/**
 * Makes a trainer over a model's weights, which it updates in place, or its adapter's; nothing is copied.
 *
 * @param weights one array for each entry of `parameterTable(config)`
 * @throws ModelConfigError if the sizes do not fit each other; TrainingError if a weight or a moment is missing or has a
 *   wrong length
 */
export function createTrainer(config: ModelConfig, weights: Weights, options: TrainerOptions): Trainer {
  return new GraphTrainer(checkModelConfig(config), weights, options);
}

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

type Tensors = Record<string, Tensor>;

class GraphTrainer implements Trainer {
  readonly #config: ModelConfig;
  readonly #adapter: AdapterConfig | undefined;
  /** The trained parameters and their arrays. */
  readonly #parameters: readonly Parameter[];
  readonly #weights: Buffers;
  /** All weights, trained or not. */
  readonly #weightFeeds: Tensors;
  readonly #checkpointing: boolean;
  readonly #tokensPerBatch: number;
  readonly #maxLogits: number;
  readonly #sessions: Sessions;
  readonly #gradients = new Map<string, Float32Array<ArrayBuffer>>();
  readonly #moments: Map<string, Moments>;
  #step: number;
  /** Batches run here since the last step. */
  #batchesInStep = 0;

  constructor(config: ModelConfig, weights: Weights, options: TrainerOptions) {
    this.#config = config;
    const { adapter } = options;
    const all = parameterTable(config);
    checkLengths(all, weights, "the weights");
    this.#adapter = adapter?.config;
    this.#parameters = adapter === undefined ? all : adapterTable(config, adapter.config);
    this.#weights = adapter?.weights ?? weights;
    checkLengths(this.#parameters, this.#weights, "the trained weights");
    const own = (name: string): string => name;
    this.#weightFeeds = { ...tensors(all, weights, own), ...tensors(this.#parameters, this.#weights, own) };
    this.#checkpointing = options.checkpointing ?? false;
    this.#tokensPerBatch = options.tokensPerBatch ?? defaultTokensPerBatch(config);
    this.#maxLogits = options.maxLogits ?? defaultMostLogits;
    // Memory goes back after each run, for it is many sessions' in turn: that was measured to cost less than 2% of the time.
    this.#sessions = new Sessions({ threads: options.threads, keepMemory: false }, maxSessions);
    const { step, moments } = options.optimizer ?? { step: 0, moments: new Map<string, Moments>() };
    if (step > 0) checkMoments(this.#parameters, moments);
    this.#moments = new Map(moments);
    this.#step = step;
  }

  get gradients(): ReadonlyMap<string, Float32Array> {
    this.#allocateGradients();
    return this.#gradients;
  }

  async forwardBackward(rows: readonly WeightedRow[], share: Share = whole): Promise<BackwardResult> {
    for (const row of rows) checkWeighted(row, this.#config);
    this.#allocateGradients();
    const sums = tensors(this.#parameters, this.#gradients, gradientInput);
    const fetches = tensors(this.#parameters, this.#gradients, gradientOutput);
    let loss = 0;
    for (const batch of this.#pack(rows.map(trimmed), share).batches) {
      const memory = this.#checkpointing ? "recompute" : "keep";
      const session = await this.#sessions.get(`train ${batch.steps}`, () =>
        trainingGraph(this.#config, this.#graphOptions(batch), memory),
      );
      // Each gradient is added to the one fed, in the same buffer: its one reader is the node that writes it.
      const fed = { ...batchFeeds(batch), ...targetFeeds(batch), ...this.#noiseFeeds(batch, share) };
      const feeds = { ...this.#weightFeeds, ...fed, ...sums };
      const results = await runInto(session, feeds, fetches, ["loss"]);
      loss += Number(results["loss"]?.data[0]);
    }
    const lossTokens = rows.reduce((sum, { weights }) => sum + weights.filter((weight) => weight !== 0).length, 0);
    return { loss, lossTokens };
  }

  optimStep(options: OptimStepOptions): { gradNorm: number } {
    this.#allocateGradients();
    const gradNorm = norm(this.#gradients.values());
    if (!Number.isFinite(gradNorm)) {
      throw new TrainingError(
        `the gradient's norm must be finite, got ${gradNorm}; the weights are untouched: lower learningRate, or check whether the weights have already diverged`,
      );
    }
    const factor = clipFactor(gradNorm, options.maxGradNorm ?? 1);
    this.#step += 1;
    this.#batchesInStep = 0;
    for (const { name, decayed } of this.#parameters) {
      const weight = required(this.#weights, name);
      const gradient = required(this.#gradients, name);
      adamW({ weight, gradient, moments: this.#momentsOf(name, weight.length), decayed }, this.#step, factor, options);
    }
    return { gradNorm };
  }

  async logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    for (const row of rows) checkTokens(row, this.#config);
    const { batches, paths } = this.#pack(rows.map(allPredicted), whole);
    const known = new Map<TokenNode, number>();
    for (const batch of batches) {
      const session = await this.#sessions.get(`score ${batch.steps}`, () =>
        scoringGraph(this.#config, this.#graphOptions(batch)),
      );
      const results = await session.run({ ...this.#weightFeeds, ...batchFeeds(batch) });
      for (const [i, target] of batch.targets.entries()) {
        known.set(target, Number(results["log_probabilities"]?.data[i]));
      }
    }
    return paths.map((path) => path.slice(1).map((node) => known.get(node) ?? Number.NaN));
  }

  zeroGradients(): void {
    for (const gradient of this.#gradients.values()) gradient.fill(0);
  }

  optimizerState(): OptimizerState {
    return { step: this.#step, moments: this.#moments };
  }

  release(): Promise<void> {
    return this.#sessions.release();
  }

  #pack(rows: readonly WeightedRow[], share: Share): { batches: Batch[]; paths: Packed["paths"] } {
    const { hiddenSize, vocabSize } = this.#config;
    const tokensPerBatch = this.#tokensPerBatch;
    const { trees, paths } = packCheaply(rows, { hiddenSize, tokensPerBatch, sharers: share.of });
    const groups = groupTrees(trees, tokensPerBatch, share);
    const batches = groups.map(({ trees, steps }) => layOut(trees, steps, vocabSize, this.#chunks(steps)));
    return { batches, paths };
  }

  #graphOptions({ steps }: Batch): GraphOptions {
    return { steps, chunks: this.#chunks(steps), adapter: this.#adapter };
  }

  #chunks(steps: number): number {
    return logitChunks(this.#config, Math.max(this.#tokensPerBatch, steps), this.#maxLogits);
  }

  /** Noise that depends on the number of the step and of the batch in it alone, so that a resumed run drops the same. */
  #noiseFeeds({ rows, steps }: Batch, { index, of }: Share): Tensors {
    if (this.#adapter === undefined || this.#adapter.dropout === 0) return {};
    const batch = of * this.#batchesInStep++ + index; // another number for every sharer's batch
    const noise = dropoutNoise(rows * steps, this.#adapter.seed, this.#step, batch);
    return { [batchInputNames.dropoutRows]: tensor(noise, [noise.length, 1]) };
  }

  #allocateGradients(): void {
    if (this.#gradients.size > 0) return;
    for (const { name } of this.#parameters) {
      this.#gradients.set(name, new Float32Array(required(this.#weights, name).length));
    }
  }

  #momentsOf(name: string, length: number): Moments {
    const known = this.#moments.get(name);
    if (known) return known;
    const moments = { first: new Float32Array(length), second: new Float32Array(length) };
    this.#moments.set(name, moments);
    return moments;
  }
}

/** One tensor over each parameter's buffer, under the name that a graph knows it by. */
function tensors(parameters: readonly Parameter[], buffers: Buffers, nameOf: (name: string) => string): Tensors {
  return Object.fromEntries(
    parameters.map(({ name, shape }) => [nameOf(name), tensor(required(buffers, name), shape)]),
  );
}

function batchFeeds(batch: Batch): Tensors {
  const size = batch.rows * batch.steps;
  return {
    [batchInputNames.tokens]: tensor(batch.tokens, [size]),
    [batchInputNames.positions]: tensor(batch.positions, [size, 1]),
    [batchInputNames.visibleUntil]: tensor(batch.visibleUntil, [batch.rows, batch.steps]),
    [batchInputNames.hiddenRows]: tensor(batch.hiddenRows, [batch.hiddenRows.length]),
    [batchInputNames.targetPlaces]: tensor(batch.targetPlaces, [batch.targetPlaces.length]),
    ...(batch.chunkRows.length > 1 && {
      [batchInputNames.chunkRows]: tensor(batch.chunkRows, [batch.chunkRows.length]),
      [batchInputNames.chunkTargets]: tensor(batch.chunkTargets, [batch.chunkTargets.length]),
    }),
  };
}

/** The inputs that training reads beyond scoring. */
function targetFeeds(batch: Batch): Tensors {
  return {
    [batchInputNames.hiddenPlaces]: tensor(batch.hiddenPlaces, [batch.rows * batch.steps]),
    [batchInputNames.targetWeights]: tensor(batch.targetWeights, [batch.targetWeights.length]),
    [batchInputNames.rowWeights]: tensor(batch.rowWeights, [batch.rowWeights.length, 1]),
  };
}
