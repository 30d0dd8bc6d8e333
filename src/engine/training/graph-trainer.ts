import { adapterTable } from "../adapter/index.ts";
import { compile, runInto, tensor } from "../graph/index.ts";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";
import { checkModelConfig, parameterTable } from "../model/index.ts";
import type { Moments, OptimStepOptions } from "./adamw.ts";
import { adamW, checkNorm, clipFactor, norm } from "./adamw.ts";
import { batchFeeds, noiseFeeds, targetFeeds, type Tensors } from "./batch-feeds.ts";
import { checkLengths, checkMoments, required } from "./buffers.ts";
import type { Buffers } from "./buffers.ts";
import { Packing, Scores, whole } from "./packing.ts";
import type { ScoredRow } from "./rows.ts";
import { allPredicted, checkTokens, checkWeighted, lossTokensOf, trimmed } from "./rows.ts";
import { Sessions } from "./sessions.ts";
import type { WeightedRow } from "./token-tree.ts";
import type { BackwardResult, OptimizerState, Share, Trainer, TrainerOptions } from "./trainer.ts";
import { gradientInput, gradientOutput, scoringGraph, trainingGraph } from "./training-graph.ts";

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

class GraphTrainer implements Trainer {
  readonly #config: ModelConfig;
  /** The trained parameters and their arrays. */
  readonly #parameters: readonly Parameter[];
  readonly #weights: Buffers;
  /** All weights, trained or not. */
  readonly #weightFeeds: Tensors;
  readonly #checkpointing: boolean;
  readonly #packing: Packing;
  readonly #sessions: Sessions<Awaited<ReturnType<typeof compile>>>;
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
    this.#parameters = adapter === undefined ? all : adapterTable(config, adapter.config);
    this.#weights = adapter?.weights ?? weights;
    checkLengths(this.#parameters, this.#weights, "the trained weights");
    const own = (name: string): string => name;
    this.#weightFeeds = { ...tensors(all, weights, own), ...tensors(this.#parameters, this.#weights, own) };
    this.#checkpointing = options.checkpointing ?? false;
    this.#packing = new Packing(config, options);
    // Memory goes back after each run, for it is many sessions' in turn: that was measured to cost less than 2% of the time.
    const { threads } = options;
    this.#sessions = new Sessions((graph) => compile(graph, { threads, keepMemory: false }), maxSessions);
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
    for (const batch of this.#packing.pack(rows.map(trimmed), share).batches) {
      const memory = this.#checkpointing ? "recompute" : "keep";
      const session = await this.#sessions.get(`train ${batch.steps}`, () =>
        trainingGraph(this.#config, this.#packing.graphOptions(batch), memory),
      );
      // Each gradient is added to the one fed, in the same buffer: its one reader is the node that writes it.
      // Another number for every sharer's batch.
      const place = { step: this.#step, batch: share.of * this.#batchesInStep++ + share.index };
      const noise = noiseFeeds(this.#packing.adapter, batch, place);
      const fed = { ...batchFeeds(batch), ...targetFeeds(batch), ...noise };
      const feeds = { ...this.#weightFeeds, ...fed, ...sums };
      const results = await runInto(session, feeds, fetches, ["loss"]);
      loss += Number(results["loss"]?.data[0]);
    }
    return { loss, lossTokens: lossTokensOf(rows) };
  }

  optimStep(options: OptimStepOptions): { gradNorm: number } {
    this.#allocateGradients();
    const gradNorm = checkNorm(norm(this.#gradients.values()));
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
    const { batches, paths } = this.#packing.pack(rows.map(allPredicted));
    const scores = new Scores();
    for (const batch of batches) {
      const session = await this.#sessions.get(`score ${batch.steps}`, () =>
        scoringGraph(this.#config, this.#packing.graphOptions(batch)),
      );
      const results = await session.run({ ...this.#weightFeeds, ...batchFeeds(batch) });
      scores.take(batch, results["log_probabilities"]);
    }
    return scores.of(paths);
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
