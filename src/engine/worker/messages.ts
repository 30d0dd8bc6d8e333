import type { AdapterConfig } from "../adapter/index.ts";
import type { Checkpoint, Companions } from "../checkpoint/index.ts";
import type { SamplerOptions } from "../decoding/index.ts";
import type { ModelConfig } from "../model/index.ts";
import type { TrainerOptions } from "../training/index.ts";
import type { SentError } from "./errors.ts";
import type { ModelInThread } from "./model-in-thread.ts";

/** What an engine computes on. */
export type Device = "cpu" | "webgpu";

/** How an engine is to run. */
export type EngineOptions = SamplerOptions &
  Omit<TrainerOptions, "optimizer" | "adapter"> & {
    /** What computes: the processor, or the machine's GPU. Default cpu. */
    readonly device?: Device;
    /** Trains an adapter of these settings; absent: all weights, and an adapter that a folder holds is merged into them. */
    readonly lora?: AdapterConfig;
  };

/** Where a model comes from: a Hugging Face folder (a model's or an adapter's), memory, or nowhere: random weights. */
export type ModelSource =
  | { readonly folder: string }
  | Checkpoint
  | { readonly config: ModelConfig; readonly companions: Companions; readonly seed: number };

/** A model as the caller's side knows it. */
export interface OpenedModel {
  readonly config: ModelConfig;
  readonly companions: Companions;
}

/** An engine's totals since it was opened. */
export interface EngineCounters {
  readonly generatedTokens: number;
  /** Prompt tokens read, without those that were still known from an earlier prompt. */
  readonly prefilledTokens: number;
  /** Tokens of the rows given to `forwardBackward`. */
  readonly trainedTokens: number;
  /** Time spent sampling, seconds. */
  readonly sampleSeconds: number;
  /** Share of the threads' time at sampling that reading prompts took, from 0 to 1. */
  readonly readingShare: number;
  /** Time spent training and scoring, seconds. */
  readonly trainSeconds: number;
}

/** Requests to the thread's model. */
export type MethodName = Exclude<keyof ModelInThread, "describe">;

/** The message that starts the thread. */
export interface ThreadStart {
  readonly source: ModelSource;
  readonly options: EngineOptions;
}

/** Caller to thread. The arguments are those of the method. */
export interface Call {
  readonly id: number;
  readonly method: MethodName;
  readonly args: readonly unknown[];
  /** Of `sample`: the caller follows it, and is told of its tokens where it wants them. */
  readonly follows?: { readonly tokens: boolean };
}

/** Caller to thread, of samples under way that are followed: all are given up, or one is enough. */
export interface Interjection {
  readonly id: number;
  readonly say: "giveUp" | { readonly enough: number };
}

/** Thread to caller: the tokens of a step, shape [tokens * 3]: the call's id, the sample's index, the token. */
export interface NewTokens {
  readonly newTokens: readonly number[];
}

/** Thread to caller: the model that was opened bears id 0. */
export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: SentError };
