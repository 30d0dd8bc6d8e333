import { describe, expect, test } from "vitest";
import { relativeError } from "../../../test/compare.ts";
import type { Weights64 } from "../../../test/float64-decoder.ts";
import { rowLogprobs } from "../../../test/float64-decoder.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import type { Adapter, AdapterConfig } from "../adapter/index.ts";
import { adaptedWeights, adapterScale, adapterTargets, initialiseAdapter, mergeAdapter } from "../adapter/index.ts";
import { createRng } from "../random.ts";
import type { WeightedRow } from "./index.ts";
import { createTrainer } from "./index.ts";

const config = tinyConfig;
const rows: readonly WeightedRow[] = [
  { id: "turn 1", tokens: [1, 5, 2, 7, 3], weights: [0, 0, 0, 1.5, 0.5] },
  { id: "turn 2", tokens: [1, 5, 2, 7, 3, 9, 10, 4], weights: [0, 0, 0, 0, 0, 0, 0.25, 2] },
  { id: "unrelated", tokens: [4, 4, 6], weights: [0, 0.75, 0] },
];
const plain: AdapterConfig = { rank: 2, alpha: 3, targets: adapterTargets, dropout: 0, rankStabilised: false, seed: 5 };

/** An adapter whose B is not zero, so that A has a gradient. */
function wildAdapter(adapter: AdapterConfig): Adapter {
  const rng = createRng(77);
  const weights = initialiseAdapter(config, adapter);
  for (const elements of weights.values()) for (let i = 0; i < elements.length; i++) elements[i] = 0.8 * (rng() - 0.5);
  return { config: adapter, weights };
}

/** W + scale B A of every adapted weight, in double precision. */
function merged64(weights: Weights64, adapter: AdapterConfig, thin: Weights64): Weights64 {
  const all = new Map(weights);
  for (const { weight, a, b } of adaptedWeights(config, adapter)) {
    const [left, right] = [thin.get(b.name) ?? [], thin.get(a.name) ?? []];
    const inputs = weight.shape[1] ?? 0;
    const sum = Float64Array.from(weights.get(weight.name) ?? [], (w, place) => {
      const [o, i] = [Math.floor(place / inputs), place % inputs];
      let product = 0;
      for (let k = 0; k < adapter.rank; k++)
        product += (left[o * adapter.rank + k] ?? 0) * (right[k * inputs + i] ?? 0);
      return w + adapterScale(adapter) * product;
    });
    all.set(weight.name, sum);
  }
  return all;
}

function loss64(weights: Weights64): number {
  return rows.reduce((total, row) => {
    const logprobs = rowLogprobs(config, weights, row.tokens);
    return logprobs.reduce((sum, logprob, i) => sum - (row.weights[i + 1] ?? 0) * logprob, total);
  }, 0);
}

const doubled = (weights: ReadonlyMap<string, Float32Array>): Map<string, Float64Array> =>
  new Map([...weights].map(([name, elements]) => [name, Float64Array.from(elements)]));

describe.each([
  ["all layers, activations kept", plain, { checkpointing: false }],
  ["all layers, activations recomputed", plain, { checkpointing: true }],
  ["two layers, rank-stabilised", { ...plain, targets: ["q_proj", "down_proj"], rankStabilised: true } as const, {}],
])("an adapter of %s", (_, adapterConfig, options) => {
  test("has the loss and the gradients of double precision, and the model's weights have none", async () => {
    const base = wildWeights(config, 3);
    const adapter = wildAdapter(adapterConfig);
    const before = structuredClone(base);
    const trainer = createTrainer(config, base, { threads: 1, adapter, ...options });
    const { loss } = await trainer.forwardBackward(rows);
    const thin = doubled(adapter.weights);
    const lossNow = (): number => loss64(merged64(doubled(base), adapterConfig, thin));
    expect(loss).toBeCloseTo(lossNow(), 4);
    expect([...trainer.gradients.keys()]).toEqual([...adapter.weights.keys()]);
    for (const [name, elements] of thin) {
      const want = Array.from(elements, (x, i) => {
        elements[i] = x + 1e-5;
        const above = lossNow();
        elements[i] = x - 1e-5;
        const below = lossNow();
        elements[i] = x;
        return (above - below) / 2e-5;
      });
      expect(relativeError(trainer.gradients.get(name) ?? [], want), name).toBeLessThan(1e-5);
    }
    trainer.optimStep({ learningRate: 0.1 });
    expect(base).toEqual(before);
    expect(adapter.weights).not.toEqual(wildAdapter(adapterConfig).weights);
    await trainer.release();
  });
});

test("merged into the weights, the adapter gives the log-probabilities it gave beside them", async () => {
  const [base, adapter] = [wildWeights(config, 3), wildAdapter(plain)];
  const beside = createTrainer(config, base, { threads: 1, adapter });
  const want = await beside.logprobs(rows);
  await mergeAdapter(config, base, adapter, 1);
  const merged = createTrainer(config, base, { threads: 1 });
  const got = await merged.logprobs(rows);
  for (const [i, row] of want.entries()) {
    for (const [j, logprob] of row.entries()) expect(got[i]?.[j]).toBeCloseTo(logprob, 4);
  }
  await Promise.all([beside.release(), merged.release()]);
});

describe("dropout", () => {
  const dropping = { ...plain, dropout: 0.4 };
  const losses = async (checkpointing: boolean, steps: number): Promise<number[]> => {
    const trainer = createTrainer(config, wildWeights(config, 3), {
      threads: 1,
      adapter: wildAdapter(dropping),
      checkpointing,
    });
    const found: number[] = [];
    for (let step = 0; step < steps; step++) {
      found.push((await trainer.forwardBackward(rows)).loss, (await trainer.forwardBackward(rows)).loss);
      trainer.optimStep({ learningRate: 0 });
    }
    await trainer.release();
    return found;
  };

  test("drops other inputs in each batch and step, the same ones in another run, and none in scoring", async () => {
    const once = await losses(false, 2);
    expect(new Set(once).size).toBe(4);
    expect(await losses(false, 2)).toEqual(once);
    for (const [i, loss] of (await losses(true, 2)).entries()) expect(loss).toBeCloseTo(once[i] ?? 0, 4);
  });

  test("keeps the gradient exact: recomputed layers drop what the forward pass dropped", async () => {
    const [kept, again] = [false, true].map((checkpointing) =>
      createTrainer(config, wildWeights(config, 3), { threads: 1, adapter: wildAdapter(dropping), checkpointing }),
    );
    await kept?.forwardBackward(rows);
    await again?.forwardBackward(rows);
    for (const [name, gradient] of kept?.gradients ?? []) {
      expect(relativeError(again?.gradients.get(name) ?? [], [...gradient]), name).toBeLessThan(1e-5);
    }
    await Promise.all([kept?.release(), again?.release()]);
  });
});
