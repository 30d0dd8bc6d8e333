import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { readSafetensors } from "../../engine/index.ts";
import { createRng, type Learner } from "../../mdp/index.ts";
import { openLearner } from "../embedded/embedded-models.ts";
import { resample } from "./resample.ts";
import { serveTinker, type TinkerServer, type TinkerServerOptions } from "./testing/index.ts";
import { examples, impatientModels, takeSteps, weightsFileOf } from "./testing/training-bench.ts";
import type { Estimator } from "./tinker-schema.ts";

const root = mkdtempSync(join(tmpdir(), "rise-tinker-"));
const model = join(root, "small");
const checkpoints = join(root, "checkpoints");
const steps = 20;
beforeAll(() => writeSmallModel(model));
afterAll(() => rmSync(root, { recursive: true }));

async function withServer<T>(
  options: Partial<TinkerServerOptions>,
  use: (server: TinkerServer) => Promise<T>,
): Promise<T> {
  const server = await serveTinker({ models: { small: model }, checkpoints, ...options });
  return use(server).finally(() => server.close());
}

const largest = (values: Iterable<number>): number =>
  [...values].reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("20 training steps through a Tinker server", () => {
  test.each<Estimator>(["weights", "importanceSampling"])(
    "by %s are the embedded engine's within 1e-5",
    async (estimator) => {
      const embedded = await openLearner(model, { threads: 1 });
      const folder = join(root, estimator);
      const wanted = await takeSteps(embedded, { from: 0, until: steps, folder });
      await embedded.saveWeights(join(folder, "embedded"));
      await embedded.close();
      await withServer({}, async ({ url }) => {
        const learner = await impatientModels(url, { estimator, requestTokens: 4096 }).learner(model);
        const losses = await takeSteps(learner, { from: 0, until: steps, folder });
        await learner.saveWeights(join(folder, "remote"));
        await learner.close();
        expect(largest(losses.map((loss, i) => loss - (wanted[i] ?? 0)))).toBeLessThan(1e-5);
      });
      const ours = readSafetensors(join(folder, "embedded", "model.safetensors")).tensors;
      const theirs = readSafetensors(weightsFileOf(join(folder, "remote"), checkpoints)).tensors;
      for (const [name, { data }] of ours) {
        const other = theirs.get(name)?.data ?? [];
        expect(largest(data.map((value, i) => value - (other[i] ?? Number.NaN))), name).toBeLessThan(1e-5);
      }
    },
  );
});

describe("the probe of weight semantics", () => {
  test.each([
    [{ weights: "honoured" }, "weights", /weights of 0.25 had 0\.2\d of the effect of 1: honoured/],
    [
      { weights: "dropped" },
      "importanceSampling",
      /weights of 0.25 had (0\.9\d|1\.0\d) of the effect of 1: not honoured/,
    ],
    [{ weights: "masked" }, "importanceSampling", /not honoured; advantages .*: honoured/],
    [{ weights: "normalised" }, "importanceSampling", /not honoured; advantages .*: honoured/],
    [{ weights: "masked", losses: ["cross_entropy"] }, "resampling", /importance_sampling does not serve/],
  ] as const)("on a server with %o chooses %s", async (options, estimator, finding) => {
    await withServer(options, async ({ url }) => {
      const notes: string[] = [];
      const learner: Learner = await impatientModels(url, { estimator: "auto" }, (line) => notes.push(line)).learner(
        model,
      );
      expect(notes.join()).toMatch(finding);
      expect(learner.estimator).toBe(estimator);
      await learner.close();
    });
  });

  test("is done on a scratch model: the training starts at the base model's weights", async () => {
    await withServer({}, async ({ url }) => {
      const losses: number[] = [];
      for (const estimator of ["auto", "weights"] as const) {
        const learner = await impatientModels(url, { estimator, requestTokens: 4096 }).learner(model);
        losses.push((await learner.forwardBackward([learner.row(examples[0] ?? never())], 1)).loss);
        await learner.close();
      }
      expect(losses[0]).toBe(losses[1]);
    });
  });
});

describe("resampling", () => {
  const rows = [0.1, 0.4, 1.5, 2].map((weight, i) => ({ id: `${i}`, tokens: [1, 2, 3], weights: [0, weight, weight] }));

  test("draws each row as often as its weight says, on average", () => {
    const counts = new Map<string, number>();
    const draws = 4000;
    for (let seed = 0; seed < draws; seed++) {
      for (const { id } of resample(rows, createRng(seed)).rows) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const { id, weights } of rows) expect((counts.get(id) ?? 0) / draws).toBeCloseTo((weights[1] ?? 0) / 1, 1); // the mean weight is 1
  });

  test("keeps the number of rows, and each row's count within one of its expectation", () => {
    const { rows: drawn, unit } = resample(rows, createRng(3));
    expect(unit).toBe(1);
    expect(drawn).toHaveLength(rows.length);
    for (const { id, weights } of rows) {
      expect(Math.abs(drawn.filter((row) => row.id === id).length - (weights[1] ?? 0))).toBeLessThan(1);
    }
  });
});

function never(): never {
  throw new Error("there are examples");
}
