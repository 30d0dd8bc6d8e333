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
    const q = seen.map((h, i) => turn(product(w(names.query), h, heads * n), i, config));
    const k = seen.map((h, i) => turn(product(w(names.key), h, kvHeads * n), i, config));
    const v = seen.map((h) => product(w(names.value), h, kvHeads * n));
    xs = xs.map((x, i) => plus(x, product(w(names.output), mix(q[i] ?? [], k, v, i, config), d)));
    xs = xs.map((x) => {
      const h = rms(x, w(names.postAttentionNorm), config.rmsNormEps);
      const gate = product(w(names.gate), h, f);
      const up = product(w(names.up), h, f);
      const unit = gate.map((g, i) => (g / (1 + Math.exp(-g))) * (up[i] ?? 0));
      return plus(x, product(w(names.down), unit, d));
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

const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((x, i) => x + (b[i] ?? 0));

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

/** Causal attention of token i, all query heads. */
function mix(q: readonly number[], k: number[][], v: number[][], i: number, config: ModelConfig): number[] {
  const { heads, kvHeads, headDim: n } = config;
  return Array.from({ length: heads }, (_, head) => {
    const keyHead = Math.floor(head / (heads / kvHeads));
    const scores = k.slice(0, i + 1).map((key) => {
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
