import type { Adapter, AdapterConfig } from "../adapter/index.ts";
import {
  adaptedWeights,
  AdapterError,
  adapterTable,
  checkAdapterConfig,
  initialiseAdapter,
  mergeAdapter,
} from "../adapter/index.ts";
import type { Companions } from "../checkpoint/index.ts";
import {
  adaptedDigest,
  checkBase,
  CheckpointError,
  openAdapter,
  weightsDigest,
  writeAdapter,
} from "../checkpoint/index.ts";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";
import { Once } from "../once.ts";
import type { BaseSource } from "./base-model.ts";
import { storedBase } from "./base-model.ts";
import type { HeldModel, SaveOptions } from "./held-model.ts";

/** Where an adapted model comes from. */
interface Parts {
  readonly base: BaseSource;
  /** The base model's digest that the adapter's folder recorded. */
  readonly baseDigest: string | undefined;
  readonly adapter: Adapter;
  /** Whether the adapter is made here, so that training starts from the base model alone. */
  readonly isNew: boolean;
  readonly companions: Companions;
}

/** A base model whose weights stay as they are, as far as they are read, and their digest. */
interface Base {
  readonly weights: Weights;
  readonly digest: string;
}

/**
 * A base model that stays as it is, and an adapter that is trained. Sampling wants the adapter merged into the weights: decoding
 * is then as fast as the base model's, and its steps keep to the kernels' rules, which thin matrices would break. The merge is
 * done in place, so that no second copy of a large model is held; training reads the weights that it changed from the base
 * model's folder again. A run samples before it trains and reopens models in between: there this never happens.
 */
export class AdaptedModel implements HeldModel {
  readonly #parts: Parts;
  readonly #threads: number;
  readonly #base = new Once(() => this.#readBase());
  #isMerged = false;

  private constructor(parts: Parts, threads: number) {
    this.#parts = parts;
    this.#threads = threads;
  }

  /** A new adapter on a model. */
  static fresh(base: BaseSource, lora: AdapterConfig, threads: number): AdaptedModel {
    const config = checkAdapterConfig(lora);
    const adapter = { config, weights: initialiseAdapter(base.config, config) };
    const { companions } = base;
    return new AdaptedModel({ base, baseDigest: undefined, adapter, isNew: true, companions }, threads);
  }

  /** The adapter that a folder holds, on the model that it names. */
  static known(folder: string, lora: AdapterConfig, threads: number): AdaptedModel {
    return new AdaptedModel(known(folder, lora), threads);
  }

  get config(): ModelConfig {
    return this.#parts.base.config;
  }

  get companions(): Companions {
    return this.#parts.companions;
  }

  get trained(): readonly Parameter[] {
    return adapterTable(this.config, this.#parts.adapter.config);
  }

  get isMerged(): boolean {
    return this.#isMerged;
  }

  async forSampling(): Promise<Weights> {
    const { weights } = await this.#unmerged();
    this.#isMerged = true;
    await mergeAdapter(this.config, weights, this.#parts.adapter, this.#threads);
    return weights;
  }

  async forTraining(): Promise<{ readonly weights: Weights; readonly adapter: Adapter }> {
    const { weights } = await this.#unmerged();
    return { weights, adapter: this.#parts.adapter };
  }

  async save(folder: string, { optimizer, notes }: SaveOptions = {}): Promise<void> {
    const { adapter, companions, base: source } = this.#parts;
    if (source.folder === undefined) {
      throw new CheckpointError("an adapter's folder names its base model's, got a model in memory; write it first");
    }
    const base = { folder: source.folder, digest: (await this.#base.get()).digest };
    writeAdapter(folder, { adapter, config: this.config, base, companions }, optimizer, notes, true);
  }

  changed(): void {} // digests are of what is there

  async digest(): Promise<string> {
    return adaptedDigest(this.config, (await this.#base.get()).digest, this.#parts.adapter);
  }

  async startDigest(): Promise<string> {
    return this.#parts.isNew ? (await this.#base.get()).digest : this.digest();
  }

  async #readBase(): Promise<Base> {
    const { base, baseDigest } = this.#parts;
    const weights = base.load();
    const digest = weightsDigest(base.config, weights);
    if (baseDigest !== undefined) checkBase("the adapter", base.folder ?? "", baseDigest, digest);
    return { weights, digest };
  }

  async #unmerged(): Promise<Base> {
    const read = await this.#base.get();
    const { base, adapter } = this.#parts;
    const merged = adaptedWeights(this.config, adapter.config).map(({ weight }) => weight.name);
    if (this.#isMerged) base.reload(read.weights, new Set(merged));
    this.#isMerged = false;
    return read;
  }
}

/** What the adapter computes is its own; how training continues, dropout and seed, is the caller's. */
function known(folder: string, lora: AdapterConfig): Parts {
  const side = openAdapter(folder);
  const base = storedBase(side.base);
  const { adapter, baseDigest } = side.read(base.config);
  const wanted = checkAdapterConfig(lora);
  for (const setting of ["rank", "alpha", "targets", "rankStabilised"] as const) {
    const [want, got] = [String(wanted[setting]), String(adapter.config[setting])];
    if (want === got) continue;
    throw new AdapterError(
      `lora.${setting} must be that of the adapter in ${folder}, ${got}, got ${want}; take its settings, or train on ` +
        "the whole model that `npx rise-lm export --as model` makes of it",
    );
  }
  const companions = new Map([...base.companions, ...side.companions]);
  return { base, baseDigest, adapter: { config: wanted, weights: adapter.weights }, isNew: false, companions };
}
