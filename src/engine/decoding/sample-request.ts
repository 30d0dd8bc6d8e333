import type { ModelConfig } from "../model/index.ts";
import { SampleRequestError } from "../errors.ts";

export { SampleRequestError };

/** A request for n continuations of one prompt. */
export interface TokenSampleRequest {
  /** shape [P], at least one token */
  readonly promptTokens: readonly number[];
  readonly n: number;
  /** 0 is greedy. */
  readonly temperature: number;
  /** In (0, 1]: sample from the smallest set of tokens that has this probability; 1 keeps all. */
  readonly topP: number;
  /** Most tokens of one sample. */
  readonly maxTokens: number;
  /** Ids that end a sample; the id itself is its last token. */
  readonly stopIds: readonly number[];
  /** Sample i depends on (weights, prompt, these settings, seed, i) alone. */
  readonly seed: number;
  /** Index of the first sample, where a request is shared out: these are samples firstIndex to firstIndex + n - 1. Default 0. */
  readonly firstIndex?: number;
}

/** Follows the samples of a request while they are under way. */
export interface SampleFollower {
  /** Is told of each token, by the sample's index; a sample that is enough ends there, cut off as by its limit. */
  readonly onToken?: (token: number, index: number) => "enough" | undefined;
  /** Gives the samples up: their places are free at the next step. */
  readonly signal?: AbortSignal;
}

/** One continuation. */
export interface TokenSample {
  /** shape [A], the end-of-turn id included where there is one */
  readonly tokens: readonly number[];
  /** shape [A], nats: log-probability of each token given those before it, at temperature 1 */
  readonly logprobs: readonly number[];
  readonly stop: "endOfTurn" | "length";
}

/**
 * Checks a request before any work is done for it.
 *
 * @throws SampleRequestError if a setting is out of range, an id is not in the vocabulary, or prompt and answer would not
 *   fit in the model's positions: a prompt is never cut in silence
 */
export function checkSampleRequest(request: TokenSampleRequest, config: ModelConfig): void {
  const { promptTokens, n, temperature, topP, maxTokens } = request;
  const refuse = (message: string): never => {
    throw new SampleRequestError(message);
  };
  if (!(Number.isInteger(n) && n >= 1)) refuse(`n must be a whole number >= 1, got ${n}`);
  if (!(temperature >= 0 && temperature < Infinity))
    refuse(`temperature must be >= 0 (0 is greedy), got ${temperature}`);
  if (!(topP > 0 && topP <= 1)) refuse(`topP must be in (0, 1], got ${topP}; 1 samples from all tokens`);
  if (!(Number.isInteger(maxTokens) && maxTokens >= 1))
    refuse(`maxTokens must be a whole number >= 1, got ${maxTokens}`);
  if (promptTokens.length === 0) refuse("promptTokens must hold at least one token, got none");
  const foreign = promptTokens.find((id) => !(Number.isInteger(id) && id >= 0 && id < config.vocabSize));
  if (foreign !== undefined) {
    refuse(`prompt token ${foreign} must be in 0 to ${config.vocabSize - 1}; is this the model's own tokenizer?`);
  }
  const total = promptTokens.length + maxTokens;
  if (total > config.maxPositions) {
    refuse(
      `prompt and answer must fit in the model's ${config.maxPositions} positions, got ${promptTokens.length} prompt ` +
        `tokens + maxTokens ${maxTokens} = ${total}; lower maxTokens or keep fewer attempts in view`,
    );
  }
}
