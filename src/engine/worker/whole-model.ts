import { mergeAdapter } from "../adapter/index.ts";
import type { Checkpoint, Companions } from "../checkpoint/index.ts";
import {
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
import type { HeldModel, SaveOptions } from "./held-model.ts";
import type { ModelSource } from "./messages.ts";

/** A model all of whose weights are its own: training changes them all, and sampling reads them as they are. */
export class WholeModel implements HeldModel {
  readonly config: ModelConfig;
  readonly companions: Companions;
  readonly isMerged = false;
  readonly #read: () => Promise<Weights>;
  #weights: Promise<Weights> | undefined;

  private constructor({ config, companions }: Omit<Checkpoint, "weights">, read: () => Promise<Weights>) {
    this.config = config;
    this.companions = companions;
    this.#read = read;
  }

  /** Opens a folder, a checkpoint in memory, or random weights. An adapter is merged into its base model. */
  static open(source: ModelSource, threads: number): WholeModel {
    if ("folder" in source) return openModelFolder(source.folder, threads, (...parts) => new WholeModel(...parts));
    if ("weights" in source) return new WholeModel(source, async () => source.weights);
    return new WholeModel(source, async () => initialise(source.config, source.seed));
  }

  get trained(): readonly Parameter[] {
    return parameterTable(this.config);
  }

  forSampling(): Promise<Weights> {
    this.#weights ??= this.#read();
    return this.#weights;
  }

  async forTraining(): Promise<{ readonly weights: Weights }> {
    return { weights: await this.forSampling() };
  }

  async save(folder: string, options: SaveOptions = {}): Promise<void> {
    const { config, companions } = this;
    writeCheckpoint(folder, { config, companions, weights: await this.forSampling() }, options);
  }

  async digest(): Promise<string> {
    return weightsDigest(this.config, await this.forSampling());
  }
}

function openModelFolder<T>(
  folder: string,
  threads: number,
  make: (model: Omit<Checkpoint, "weights">, read: () => Promise<Weights>) => T,
): T {
  if (!isAdapterFolder(folder)) {
    const opened = openFolder(folder);
    return make(opened, async () => loadCheckpoint(opened).weights);
  }
  const side = openAdapter(folder);
  const base = openFolder(side.base);
  const { config } = base;
  const { adapter, baseDigest } = side.read(config);
  const companions = new Map([...base.companions, ...side.companions]);
  return make({ config, companions }, async () => {
    const { weights } = loadCheckpoint(base);
    if (baseDigest !== undefined) checkBase(folder, side.base, baseDigest, weightsDigest(config, weights));
    await mergeAdapter(config, weights, adapter, threads);
    return weights;
  });
}
