import type { NextToken } from "./choose-token.ts";
import type { ReadPrompt } from "./prefill.ts";

/** A batch's view of one sample under way; the batch advances `position`. */
export interface DecodeRow {
  readonly temperature: number;
  /** Tokens that the row will have at most. */
  readonly maxCachedTokens: number;
  /** Tokens of the row that are in the cache. */
  position: number;
  /** The next token to be read. */
  latest: number;
  /** Takes the distribution after `latest` and says whether the sample continues. */
  accept(next: NextToken): boolean;
}

/** Samples under way on one device: one step gives each of them one token. */
export interface SampleBatch {
  /** Samples under way. */
  readonly size: number;
  /**
   * Which of the samples that wait can be taken now, so that all have room to the end.
   *
   * @param maxCachedTokens of each, in the order in which they came
   * @param most how many at most
   * @returns their numbers, in order
   */
  choose(maxCachedTokens: readonly number[], most: number): readonly number[];
  /** Starts a sample behind a prompt that was read; what it needs of the prompt is copied at once. */
  add(row: DecodeRow, prompt: ReadPrompt): void;
  /** Gives every sample its next token; finished ones leave. */
  step(): Promise<void>;
  /** Drops all samples. */
  clear(): void;
  release(): Promise<void>;
}
