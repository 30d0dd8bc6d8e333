import { parameterCount, type ModelConfig } from "../../engine/index.ts";
import type { LoraOptions } from "../../mdp/index.ts";

/** What the engine is to do with a model, as far as the choice of a device depends on it. */
export interface DeviceWork {
  /** The model's folder. */
  readonly folder: string;
  readonly trains: boolean;
  readonly samples: boolean;
  /** Trained in the weights' place. */
  readonly lora?: LoraOptions;
}

/** So little work of each kind that it takes a second or two, in the sizes of the model itself. */
interface WorkToMeasure {
  readonly train?: { readonly rows: number; readonly tokensPerRow: number };
  readonly decode?: { readonly promptTokens: number; readonly newTokens: number; readonly batches: readonly number[] };
}

/** Multiplications and additions of a step: about a second of a processor that does 10^11 a second. */
const stepOperations = 1e11;
const rowTokens = 128;
const [mostRows, leastNewTokens, mostNewTokens, promptTokens] = [16, 4, 32, 16];
/** As many as the engine decodes at once: on a GPU a step of one takes as long. */
const samplesAtOnce = 64;

/** Sizes the work: fewer rows and tokens of a large model, but a whole row and some tokens of any. */
export function workToMeasure(
  config: ModelConfig,
  { trains, samples }: Pick<DeviceWork, "trains" | "samples">,
): WorkToMeasure {
  const perToken = 2 * parameterCount(config); // of a forward pass; a backward pass has twice as many
  const within = (least: number, count: number, most: number): number => Math.max(least, Math.min(most, count));
  const tokensPerRow = Math.min(rowTokens, config.maxPositions - 1);
  const rows = within(1, Math.round(stepOperations / (3 * perToken * tokensPerRow)), mostRows);
  const newTokens = within(leastNewTokens, Math.round(stepOperations / (perToken * samplesAtOnce)), mostNewTokens);
  const prompt = within(1, config.maxPositions - newTokens - 1, promptTokens);
  return {
    ...(trains && { train: { rows, tokensPerRow } }),
    ...(samples && { decode: { promptTokens: prompt, newTokens, batches: [samplesAtOnce] } }),
  };
}
