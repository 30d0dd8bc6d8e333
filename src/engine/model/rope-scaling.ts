import type { ModelConfig } from "./config.ts";

/** How a model's rotary frequencies were stretched after its first training, so that it reads longer sequences. */
export type RopeScaling = LinearScaling | Llama3Scaling | YarnScaling;

/** Every frequency is divided by one factor. */
interface LinearScaling {
  readonly type: "linear";
  readonly factor: number;
}

/** Slow frequencies are divided by a factor, fast ones stay, those between are blended (Llama 3.1). */
interface Llama3Scaling {
  readonly type: "llama3";
  readonly factor: number;
  readonly lowFrequencyFactor: number;
  readonly highFrequencyFactor: number;
  /** Longest sequence of the first training, in tokens. */
  readonly originalPositions: number;
}

/** As Llama 3's, blended by the number of turns that a frequency makes; cos and sin are scaled as well. */
interface YarnScaling {
  readonly type: "yarn";
  readonly factor: number;
  /** Multiplies cos and sin. */
  readonly attentionFactor: number;
  /** Frequencies that turn more often within `originalPositions` stay. */
  readonly betaFast: number;
  /** Those that turn less often are divided by the factor. */
  readonly betaSlow: number;
  /** Longest sequence of the first training, in tokens. */
  readonly originalPositions: number;
  /** Whether the blend begins and ends at a whole frequency. */
  readonly truncate: boolean;
}

/**
 * The angle by which each pair of a head's elements turns from one position to the next: theta^(-2 i / N), stretched.
 *
 * @returns radians, shape [N / 2], in single precision as transformers computes it
 * @see modeling_rope_utils.py of transformers; Peng et al. 2023, arXiv:2309.00071, for YaRN
 */
export function rotaryFrequencies({ headDim, ropeTheta, ropeScaling }: ModelConfig): Float32Array<ArrayBuffer> {
  const plain = Float32Array.from({ length: headDim / 2 }, (_, i) => 1 / Math.fround(ropeTheta ** ((2 * i) / headDim)));
  switch (ropeScaling?.type) {
    case undefined:
      return plain;
    case "linear":
      return plain.map((frequency) => frequency / ropeScaling.factor);
    case "llama3":
      return plain.map((frequency) => llama3(frequency, ropeScaling));
    case "yarn":
      return yarn(plain, headDim, ropeTheta, ropeScaling);
  }
}

function llama3(frequency: number, scaling: Llama3Scaling): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalPositions } = scaling;
  const turns = (originalPositions * frequency) / (2 * Math.PI); // within the first training's longest sequence
  if (turns < low) return frequency / factor;
  if (turns > high) return frequency;
  const share = (turns - low) / (high - low);
  return ((1 - share) * frequency) / factor + share * frequency;
}

function yarn(plain: Float32Array<ArrayBuffer>, headDim: number, theta: number, scaling: YarnScaling) {
  const { factor, betaFast, betaSlow, originalPositions, truncate } = scaling;
  /** The pair, not yet whole, that turns so often within the first training's longest sequence. */
  const pairOf = (turns: number): number =>
    (headDim * Math.log(originalPositions / (turns * 2 * Math.PI))) / (2 * Math.log(theta));
  const [low, high] = truncate
    ? [Math.floor(pairOf(betaFast)), Math.ceil(pairOf(betaSlow))]
    : [pairOf(betaFast), pairOf(betaSlow)];
  const [from, to] = [Math.max(low, 0), Math.min(high, headDim - 1)];
  const width = from === to ? 0.001 : to - from;
  return plain.map((frequency, i) => {
    const stretched = Math.min(Math.max((i - from) / width, 0), 1); // 0: as it was, 1: divided by the factor
    return (frequency / factor) * stretched + frequency * (1 - stretched);
  });
}
