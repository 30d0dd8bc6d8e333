import { smallSizes } from "./families.ts";

const vocabSize = smallSizes.vocab_size;
const spread = (length: number, factor: number): number[] =>
  Array.from({ length }, (_, i) => (i * i * factor + 3 * i + 1) % vocabSize);

const shared = spread(60, 7);
const weightsFrom = (start: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (i < start ? 0 : (0.05 * (1 + (i % 3))) / 2));
const row = (id: string, tokens: readonly number[], start: number) => ({
  id,
  tokens,
  weights: weightsFrom(start, tokens.length),
});

/**
 * Rows to score and train on: two turns of one trajectory and another answer to the same problem, which the engine packs into
 * one tree whose branches are longer than the windows, and a row of its own.
 */
export const rows = [
  row("turn 1", [...shared, ...spread(20, 11)], 60),
  row("turn 2", [...shared, ...spread(20, 11), ...spread(45, 13)], 80),
  row("another answer", [...shared, ...spread(40, 17)], 60),
  row("alone", spread(90, 19), 1),
];

/** Prompts to continue greedily: one token, and lengths around the chunks in which prompts are read. */
export const prompts = [[3], spread(32, 5), spread(33, 7), spread(100, 3)];

/** Tokens that each prompt is continued by. */
export const newTokens = 64;

/** One step of AdamW. Its first step is nearly the gradient's sign: without an epsilon this large, where a gradient is nothing but rounding, so would be the step. */
export const step = { learningRate: 1e-3, epsilon: 1e-5, weightDecay: 0.1, maxGradNorm: 0.5 };
