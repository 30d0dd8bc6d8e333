import { mergeAdapter } from "../adapter/index.ts";
import type { Checkpoint, Companions } from "../checkpoint/index.ts";
import {
  adaptedDigest,
  checkBase,
  isAdapterFolder,
  loadCheckpoint,
  openAdapter,
  openFolder,
  weightsDigest,
  writeCheckpoint,
} from "../checkpoint/index.ts";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";
import { initialise, parameterTable } from "../model/index.ts";
import { Once } from "../once.ts";
import type { HeldModel, SaveOptions } from "./held-model.ts";
import type { ModelSource } from "./messages.ts";

/** A model all of whose weights are its own: training changes them all, and sampling reads them as they are. */
export class WholeModel implements HeldModel {
  readonly config: ModelConfig;
  readonly companions: Companions;
  readonly isMerged = false;
  readonly #loaded: Once<ReadWeights>;
  #isChanged = false;

  private constructor({ config, companions }: Omit<Checkpoint, "weights">, read: () => Promise<ReadWeights>) {
    this.config = config;
    this.companions = companions;
    this.#loaded = new Once(read);
  }

  /** Opens a folder, a checkpoint in memory, or random weights. An adapter is merged into its base model. */
  static open(source: ModelSource, threads: number): WholeModel {
    if ("folder" in source) return openModelFolder(source.folder, threads, (...parts) => new WholeModel(...parts));
    if ("weights" in source) return new WholeModel(source, async () => ({ weights: source.weights }));
    return new WholeModel(source, async () => ({ weights: initialise(source.config, source.seed) }));
  }

  get trained(): readonly Parameter[] {
    return parameterTable(this.config);
  }

  async forSampling(): Promise<Weights> {
    return (await this.#loaded.get()).weights;
  }

  async forTraining(): Promise<{ readonly weights: Weights }> {
    return { weights: await this.forSampling() };
  }

  async save(folder: string, options: SaveOptions = {}): Promise<void> {
    const { config, companions } = this;
    writeCheckpoint(folder, { config, companions, weights: await this.forSampling() }, { sums: true, ...options });
  }

  changed(): void {
    this.#isChanged = true;
  }

  async digest(): Promise<string> {
    const { weights, digest } = await this.#loaded.get();
    return digest === undefined || this.#isChanged ? weightsDigest(this.config, weights) : digest;
  }

  startDigest(): Promise<string> {
    return this.digest();
  }
}

/** Weights, and their digest where it is not that of the numbers alone. */
interface ReadWeights {
  readonly weights: Weights;
  readonly digest?: string;
}

function openModelFolder<T>(
  folder: string,
  threads: number,
  make: (model: Omit<Checkpoint, "weights">, read: () => Promise<ReadWeights>) => T,
): T {
  if (!isAdapterFolder(folder)) {
    const opened = openFolder(folder);
    return make(opened, async () => ({ weights: loadCheckpoint(opened).weights }));
  }
  const side = openAdapter(folder);
  const base = openFolder(side.base);
  const { config } = base;
  const { adapter, baseDigest } = side.read(config);
  const companions = new Map([...base.companions, ...side.companions]);
  return make({ config, companions }, async () => {
    const { weights } = loadCheckpoint(base);
    const found = weightsDigest(config, weights);
    if (baseDigest !== undefined) checkBase(folder, side.base, baseDigest, found);
    await mergeAdapter(config, weights, adapter, threads);
    return { weights, digest: adaptedDigest(config, found, adapter) };
  });
}
