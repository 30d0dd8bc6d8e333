import type { Tensor } from "onnxruntime-node";
import { adapterTable } from "../adapter/index.ts";
import { GpuMemory, GpuSession, type GpuCompileOptions } from "../device/index.ts";
import { tensor, type Graph } from "../graph/index.ts";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";
import { checkModelConfig, parameterTable } from "../model/index.ts";
import { Once } from "../once.ts";
import type { Moments, OptimStepOptions } from "./adamw.ts";
import { checkNorm, clipFactor } from "./adamw.ts";
import { batchFeeds, noiseFeeds, targetFeeds, type Tensors } from "./batch-feeds.ts";
import { checkLengths, checkMoments, required, type Buffers } from "./buffers.ts";
import { adamWGraph, gradientNormGraph, momentNames, stateNames, stepInputs } from "./gpu-step-graphs.ts";
import { Packing, Scores } from "./packing.ts";
import type { ScoredRow } from "./rows.ts";
import { allPredicted, checkTokens, checkWeighted, lossTokensOf, trimmed } from "./rows.ts";
import { Sessions } from "./sessions.ts";
import { placesIn, stepGroups, type StepGroup } from "./step-groups.ts";
import type { WeightedRow } from "./token-tree.ts";
import type { BackwardResult, OptimizerState, Trainer, TrainerOptions } from "./trainer.ts";
import { gradientInput, gradientOutput, scoringGraph, trainingGraph } from "./training-graph.ts";

/** Most sessions kept: training and scoring at several lengths. */
const maxSessions = 12;

/** How a trainer on the GPU is to run. */
export type GpuTrainerOptions = Omit<TrainerOptions, "threads"> & Pick<GpuCompileOptions, "validation">;

/**
 * Trains one model on the machine's GPU. Weights, gradients and moments lie there: of a batch only the loss comes back, of a
 * step the norm. It belongs to the thread that made it, and works alone.
 */
export interface GpuTrainer extends Pick<Trainer, "logprobs" | "release"> {
  /** As `Trainer.forwardBackward`, all of the work. */
  forwardBackward(rows: readonly WeightedRow[]): Promise<BackwardResult>;
  /** As `Trainer.optimStep`; the weights in memory stay behind until `settle`. */
  optimStep(options: OptimStepOptions): Promise<{ gradNorm: number }>;
  /** The accumulated gradient of one weight. */
  gradient(name: string): Promise<Float32Array>;
  /** Brings what training has changed to the weights' own memory. */
  settle(): Promise<void>;
  /** The optimiser's state, as a copy. */
  optimizerState(): Promise<OptimizerState>;
}

/** Makes a trainer over a model's weights, or its adapter's; errors as in `createTrainer`, and EngineError without a GPU. */
export function createGpuTrainer(config: ModelConfig, weights: Weights, options: GpuTrainerOptions): GpuTrainer {
  return new ResidentTrainer(checkModelConfig(config), weights, options);
}

/** What lies on the device. */
interface Resident {
  /** All weights, trained or not, by name. */
  readonly weights: Tensors;
  /** Gradients and moments of what is trained, under their names in the step's graph. */
  readonly state: Tensors;
}

class ResidentTrainer implements GpuTrainer {
  readonly #config: ModelConfig;
  readonly #all: readonly Parameter[];
  readonly #trained: readonly Parameter[];
  readonly #groups: readonly StepGroup[];
  readonly #weights: Weights;
  /** The trained weights' own memory. */
  readonly #own: Buffers;
  readonly #options: GpuTrainerOptions;
  readonly #packing: Packing;
  readonly #memory = new GpuMemory();
  readonly #sessions: Sessions<GpuSession>;
  readonly #resident = new Once(() => this.#upload());
  readonly #norm = new Once(() => this.#compile(gradientNormGraph(this.#trained)));
  readonly #adamW = new Once(() => this.#compile(adamWGraph(this.#trained), "all"));
  #step: number;
  /** Batches run since the last step. */
  #batchesInStep = 0;
  /** Whether the weights in memory are those on the device. */
  #isSettled = true;

  constructor(config: ModelConfig, weights: Weights, options: GpuTrainerOptions) {
    this.#config = config;
    this.#weights = weights;
    this.#options = options;
    const { adapter, optimizer } = options;
    this.#all = parameterTable(config);
    checkLengths(this.#all, weights, "the weights");
    this.#trained = adapter === undefined ? this.#all : adapterTable(config, adapter.config);
    this.#groups = stepGroups(this.#trained);
    this.#own = adapter?.weights ?? weights;
    checkLengths(this.#trained, this.#own, "the trained weights");
    this.#packing = new Packing(config, { ...options, threads: 1 });
    this.#sessions = new Sessions((graph) => this.#compile(graph, "gradients"), maxSessions);
    this.#step = optimizer?.step ?? 0;
    if (optimizer !== undefined && optimizer.step > 0) checkMoments(this.#trained, optimizer.moments);
  }

  async forwardBackward(rows: readonly WeightedRow[]): Promise<BackwardResult> {
    for (const row of rows) checkWeighted(row, this.#config);
    const { weights, state } = await this.#resident.get();
    const sums = this.#named((name) => [gradientInput(name), state[gradientInput(name)]]);
    const fetches = this.#named((name) => [gradientOutput(name), state[gradientInput(name)]]);
    let loss = 0;
    for (const batch of this.#packing.pack(rows.map(trimmed)).batches) {
      const memory = this.#options.checkpointing === true ? "recompute" : "unordered";
      const session = await this.#sessions.get(`train ${batch.steps}`, () =>
        trainingGraph(this.#config, this.#packing.graphOptions(batch), memory),
      );
      const place = { step: this.#step, batch: this.#batchesInStep++ };
      const fed = { ...batchFeeds(batch), ...targetFeeds(batch), ...noiseFeeds(this.#packing.adapter, batch, place) };
      const results = await session.run({ ...weights, ...fed, ...sums }, { ...fetches, loss: null });
      loss += Number(results["loss"]?.data[0]);
    }
    return { loss, lossTokens: lossTokensOf(rows) };
  }

  async optimStep(options: OptimStepOptions): Promise<{ gradNorm: number }> {
    const { weights, state } = await this.#resident.get();
    const norm = await this.#norm.get();
    const gradients = this.#named((name) => [gradientInput(name), state[gradientInput(name)]]);
    const results = await norm.run(gradients, { norm: null });
    const gradNorm = checkNorm(Number(results["norm"]?.data[0]));
    const session = await this.#adamW.get();
    const factor = clipFactor(gradNorm, options.maxGradNorm ?? 1);
    const fed = { ...weights, ...state, ...stepFeeds(this.#step + 1, factor, options) };
    const names = [...this.#trained.map(({ name }) => stateNames(name)), ...this.#groups.map(momentNames)];
    const fetches = names
      .flatMap((state) => Object.values(state))
      .map(({ fed: from, made }) => [made, fed[from] ?? null] as const);
    await session.run(fed, Object.fromEntries(fetches));
    this.#step += 1;
    this.#batchesInStep = 0;
    this.#isSettled = false;
    return { gradNorm };
  }

  async logprobs(rows: readonly ScoredRow[]): Promise<number[][]> {
    for (const row of rows) checkTokens(row, this.#config);
    const { weights } = await this.#resident.get();
    const { batches, paths } = this.#packing.pack(rows.map(allPredicted));
    const scores = new Scores();
    for (const batch of batches) {
      const session = await this.#sessions.get(`score ${batch.steps}`, () =>
        scoringGraph(this.#config, this.#packing.graphOptions(batch)),
      );
      const results = await session.run({ ...weights, ...batchFeeds(batch) }, { log_probabilities: null });
      scores.take(batch, results["log_probabilities"]);
    }
    return scores.of(paths);
  }

  async gradient(name: string): Promise<Float32Array> {
    const { state } = await this.#resident.get();
    const into = new Float32Array(required(this.#own, name).length);
    await this.#memory.download(held(state, gradientInput(name)), into);
    return into;
  }

  async settle(): Promise<void> {
    if (this.#isSettled) return;
    const { weights } = await this.#resident.get();
    for (const { name } of this.#trained) await this.#memory.download(held(weights, name), required(this.#own, name));
    this.#isSettled = true;
  }

  async optimizerState(): Promise<OptimizerState> {
    const { state } = await this.#resident.get();
    const moments = new Map<string, Moments>();
    for (const group of this.#groups) {
      const [first, second] = [new Float32Array(group.elements), new Float32Array(group.elements)];
      const names = momentNames(group);
      await this.#memory.download(held(state, names.first.fed), first);
      await this.#memory.download(held(state, names.second.fed), second);
      for (const { member, at } of placesIn(group)) {
        const end = at + required(this.#own, member.name).length;
        moments.set(member.name, { first: first.subarray(at, end), second: second.subarray(at, end) });
      }
    }
    const inOrder = this.#trained.flatMap(({ name }) => {
      const own = moments.get(name);
      return own === undefined ? [] : [[name, own] as const];
    });
    return { step: this.#step, moments: new Map(this.#step === 0 ? [] : inOrder) };
  }

  async release(): Promise<void> {
    await this.#sessions.release();
    for (const one of [this.#norm, this.#adamW]) await (await one.known)?.release();
    const resident = await this.#resident.known;
    for (const own of Object.values({ ...resident?.weights, ...resident?.state })) own.dispose();
    await this.#memory.release();
  }

  /** A record with one tensor of the device for each that is trained. */
  #named(entry: (name: string) => readonly [string, Tensor | undefined]): Tensors {
    return Object.fromEntries(
      this.#trained.flatMap(({ name }) => {
        const [key, own] = entry(name);
        return own === undefined ? [] : [[key, own]];
      }),
    );
  }

  /** @param written the results that are written over tensors of the device */
  #compile(graph: Graph, written?: "gradients" | "all"): Promise<GpuSession> {
    const inPlace = [...graph.outputs.keys()].filter(
      (name) => written === "all" || (written === "gradients" && name.startsWith(gradientOutput(""))),
    );
    const { validation } = this.#options;
    return GpuSession.compile(graph, { inPlace, ...(validation && { validation }) });
  }

  async #upload(): Promise<Resident> {
    const weights: Tensors = {};
    for (const [table, buffers] of [
      [this.#all, this.#weights],
      [this.#trained, this.#own],
    ] as const) {
      for (const { name, shape } of table) {
        weights[name] ??= await this.#memory.upload(required(buffers, name), shape);
      }
    }
    const state: Tensors = {};
    const known = this.#options.optimizer?.moments;
    for (const { name, shape } of this.#trained) {
      state[stateNames(name).gradient.fed] = await this.#memory.zeros(shape);
    }
    for (const group of this.#groups) {
      for (const role of ["first", "second"] as const) {
        const flat = new Float32Array(group.elements);
        for (const { member, at } of placesIn(group)) flat.set(known?.get(member.name)?.[role] ?? [], at);
        state[momentNames(group)[role].fed] = await this.#memory.upload(flat, [group.elements]);
      }
    }
    return { weights, state };
  }
}

function held(tensors: Tensors, name: string): Tensor {
  const own = tensors[name];
  if (own === undefined) throw new RangeError(`the device holds no ${name}`);
  return own;
}

/** The numbers of step `step`, as `adamW` makes them. */
function stepFeeds(step: number, factor: number, options: OptimStepOptions): Tensors {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0 } = options;
  const numbers: Record<keyof typeof stepInputs, number> = {
    factor,
    size: learningRate / (1 - beta1 ** step),
    secondScale: 1 / (1 - beta2 ** step),
    kept: 1 - learningRate * weightDecay,
    beta1,
    rest1: 1 - beta1,
    beta2,
    rest2: 1 - beta2,
    epsilon,
  };
  return Object.fromEntries(
    Object.entries(stepInputs).map(([key, name]) => [
      name,
      tensor(Float32Array.of(numbers[key as keyof typeof stepInputs]), [1]), // a key of the same record
    ]),
  );
}
