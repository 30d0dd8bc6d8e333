import type { ModelConfig } from "../src/engine/model/index.ts";
import { embeddingName, finalNormName, layerNames, lmHeadName } from "../src/engine/model/index.ts";

/** Weights by Hugging Face name, row-major, in double precision. */
export type Weights64 = ReadonlyMap<string, Float64Array>;

/** A Llama decoder in scalar loops and double precision, one row at a time: the reference for the engine's graphs. */
export function rowLogits(config: ModelConfig, weights: Weights64, tokens: readonly number[]): number[][] {
  const w = (name: string): Float64Array => {
    const found = weights.get(name);
    if (!found) throw new Error(`no weight ${name}`);
    return found;
  };
  const { hiddenSize: d, heads, kvHeads, headDim: n, intermediateSize: f } = config;
  let xs = tokens.map((token) => [...w(embeddingName).subarray(token * d, (token + 1) * d)]);
  for (let layer = 0; layer < config.layers; layer++) {
    const names = layerNames(layer);
    const seen = xs.map((x) => rms(x, w(names.inputNorm), config.rmsNormEps));
    const biased = (x: readonly number[], bias: string): readonly number[] => plus(x, weights.get(bias) ?? []);
    const placed = (x: readonly number[], i: number, gain: string): number[] =>
      turn(weights.has(gain) ? headNorm(x, w(gain), config.rmsNormEps) : x, i, config);
    const q = seen.map((h, i) => placed(biased(product(w(names.query), h, heads * n), names.queryBias), i, names.queryNorm)); // prettier-ignore
    const k = seen.map((h, i) => placed(biased(product(w(names.key), h, kvHeads * n), names.keyBias), i, names.keyNorm)); // prettier-ignore
    const v = seen.map((h) => biased(product(w(names.value), h, kvHeads * n), names.valueBias));
    const first = (i: number): number =>
      config.window?.layers.includes(layer) === true ? Math.max(0, i + 1 - config.window.tokens) : 0;
    const seenBy = (rows: Rows, i: number): Rows => rows.slice(first(i), i + 1);
    xs = xs.map((x, i) => {
      const mixed = mix(q[i] ?? [], seenBy(k, i), seenBy(v, i), config);
      return plus(x, biased(product(w(names.output), mixed, d), names.outputBias));
    });
    xs = xs.map((x) => {
      const h = rms(x, w(names.postAttentionNorm), config.rmsNormEps);
      const gate = biased(product(w(names.gate), h, f), names.gateBias);
      const up = biased(product(w(names.up), h, f), names.upBias);
      const unit = gate.map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] ?? 0));
      return plus(x, biased(product(w(names.down), unit, d), names.downBias));
    });
  }
  const head = w(config.tieEmbeddings ? embeddingName : lmHeadName);
  return xs.map((x) => product(head, rms(x, w(finalNormName), config.rmsNormEps), config.vocabSize));
}

/** log p of each token but the first, given those before it. */
export function rowLogprobs(config: ModelConfig, weights: Weights64, tokens: readonly number[]): number[] {
  const logits = rowLogits(config, weights, tokens);
  return tokens.slice(1).map((token, i) => {
    const row = logits[i] ?? [];
    const most = Math.max(...row);
    const total = row.reduce((sum, x) => sum + Math.exp(x - most), 0);
    return (row[token] ?? 0) - most - Math.log(total);
  });
}

const plus = (a: readonly number[], b: ArrayLike<number>): number[] => a.map((x, i) => x + (b[i] ?? 0));

function product(weight: Float64Array, x: readonly number[], outputs: number): number[] {
  return Array.from({ length: outputs }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += (weight[row * x.length + i] ?? 0) * (x[i] ?? 0);
    return sum;
  });
}

function rms(x: readonly number[], gain: Float64Array, epsilon: number): number[] {
  const meanSquare = x.reduce((sum, value) => sum + value * value, 0) / x.length;
  return x.map((value, i) => (value / Math.sqrt(meanSquare + epsilon)) * (gain[i] ?? 0));
}

function headNorm(x: readonly number[], gain: Float64Array, epsilon: number): number[] {
  const heads = Array.from({ length: x.length / gain.length }, (_, head) => head * gain.length);
  return heads.flatMap((start) => rms(x.slice(start, start + gain.length), gain, epsilon));
}

/** Rotary embedding: within each head, elements i and i + N / 2 are the coordinates of a point that turns. */
function turn(x: readonly number[], position: number, { headDim, ropeTheta }: ModelConfig): number[] {
  const half = headDim / 2;
  return x.map((value, place) => {
    const i = place % headDim;
    const angle = position * ropeTheta ** ((-2 * (i % half)) / headDim);
    const other = i < half ? -(x[place + half] ?? 0) : (x[place - half] ?? 0);
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

type Rows = readonly (readonly number[])[];

/** Attention of one token, all query heads, over the keys and values that it sees. */
function mix(q: readonly number[], k: Rows, v: Rows, config: ModelConfig): number[] {
  const { heads, kvHeads, headDim: n } = config;
  return Array.from({ length: heads }, (_, head) => {
    const keyHead = Math.floor(head / (heads / kvHeads));
    const scores = k.map((key) => {
      let sum = 0;
      for (let e = 0; e < n; e++) sum += (q[head * n + e] ?? 0) * (key[keyHead * n + e] ?? 0);
      return sum / Math.sqrt(n);
    });
    const most = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - most));
    const total = powers.reduce((a, b) => a + b, 0);
    return Array.from({ length: n }, (_, e) =>
      powers.reduce((sum, power, j) => sum + (power / total) * (v[j]?.[keyHead * n + e] ?? 0), 0),
    );
  }).flat();
}
