import type { Adapter } from "../adapter/index.ts";
import type { Companions, WriteOptions } from "../checkpoint/index.ts";
import type { ModelConfig, Parameter, Weights } from "../model/index.ts";

/** The files written beside a model; how whole weights are stored: an adapter's are small, and stay F32 in one file. */
export type SaveOptions = WriteOptions;

/** A model in memory, or on its way there: weights are read when they are first needed. */
export interface HeldModel {
  readonly config: ModelConfig;
  readonly companions: Companions;
  /** The parameters that training changes. */
  readonly trained: readonly Parameter[];
  /** Whether the weights are prepared for sampling in a way that training must undo first: no sampler may live then. */
  readonly isMerged: boolean;
  /** Weights that compute what the model computes now. */
  forSampling(): Promise<Weights>;
  /** The weights as they are trained, and the adapter that is trained in their place, if any. */
  forTraining(): Promise<{ readonly weights: Weights; readonly adapter?: Adapter }>;
  /** Takes note that training has changed what it trains. */
  changed(): void;
  /** Writes the model's folder, or its adapter's, atomically. */
  save(folder: string, options?: SaveOptions): Promise<void>;
  /** SHA-256 of all that the model's answers depend on, in hexadecimal. */
  digest(): Promise<string>;
  /** The same of the model that training starts from: a new adapter on it is not counted. */
  startDigest(): Promise<string>;
}
