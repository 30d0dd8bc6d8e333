import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Example, Learner, Policy, Trainer, TrainingCurve, TrainingPlan } from "../mdp/index.ts";

const state = (n: number): Example["state"] => [{ role: "user", content: `What is ${n} + 4?` }];
const example = (n: number): Example => ({
  id: `1/p${n}/0#0`,
  trajectory: `1/p${n}/0`,
  turn: 0,
  iteration: 1,
  state: state(n),
  action: `${n} + 4 = ${"well, ".repeat(n % 3)}${n + 4}`,
  stop: "endOfTurn",
  reward: 1,
  weight: 0.25 + (n % 4),
});
const examples = Array.from({ length: 7 }, (_, n) => example(n));

/** Steps of several sizes, rates and scales: what an adapter averages or rounds away shows in the curve. */
function planOf({ row }: Pick<Trainer, "row">, id: string): TrainingPlan {
  const steps = [[0, 1, 2], [3], [4, 5, 6, 0], [1, 6]].map((batch, i) => ({
    batch,
    scale: 1 / (i + 2),
    optimizer: {
      learningRate: 0.004 / (i + 1),
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0.1,
      maxGradNorm: i % 2 === 0 ? 1 : 0.5,
    },
  }));
  return { id, rows: examples.map(row), steps, saveEverySteps: 2 };
}

/**
 * The laws of the Trainer port; every adapter's test runs them.
 *
 * @param open opens a trainer at the same small starting weights each time
 * @param openLearner opens a learner of known good conduct, the embedded engine's, at the same weights
 * @param openSaved opens what `fit` left, for sampling
 */
export function describeTrainer(
  name: string,
  open: () => Promise<Trainer>,
  openLearner: () => Promise<Learner>,
  openSaved: (folder: string) => Promise<Policy>,
): void {
  describe(`${name} keeps the laws of Trainer`, () => {
    const root = mkdtempSync(join(tmpdir(), "rise-trainer-"));
    const folders = { stateFolder: join(root, "state"), modelFolder: join(root, "model") };
    let trainer: Trainer;
    let curve: TrainingCurve;
    beforeAll(async () => {
      trainer = await open();
      curve = await trainer.fit(planOf(trainer, "plan-1"), folders, {});
    });
    afterAll(async () => {
      await trainer.close();
      rmSync(root, { recursive: true });
    });

    test("its rows are a learner's: the same tokens and weights, the sampled ids among them", async () => {
      const learner = await openLearner();
      for (const one of examples) expect(trainer.row(one)).toEqual(learner.row(one));
      expect(trainer.maxTokens).toBe(learner.maxTokens);
      await learner.close();
    });

    test("its losses and gradient norms are those of a learner that takes the plan's steps", async () => {
      const learner = await openLearner();
      const plan = planOf(learner, "plan-1");
      for (const [i, { batch, scale, optimizer }] of plan.steps.entries()) {
        const { loss } = await learner.forwardBackward(
          batch.flatMap((place) => plan.rows[place] ?? []),
          scale,
        );
        expect(Math.abs(loss - (curve.losses[i] ?? NaN))).toBeLessThan(1e-3);
        const { gradNorm } = await learner.optimStep(optimizer);
        expect(gradNorm / (curve.gradNorms[i] ?? NaN)).toBeCloseTo(1, 3);
      }
      expect(curve.losses).toHaveLength(plan.steps.length);
      await learner.close();
    });

    test("the model that it leaves can be sampled", async () => {
      const policy = await openSaved(folders.modelFolder);
      const sampling = { temperature: 0, topP: 1, maxTokens: 4 };
      const attempts = await policy.sample({ key: "suite", messages: state(1), n: 1, seed: 0, ...sampling });
      expect(attempts[0]?.usage.generatedTokens).toBeGreaterThan(0);
      await policy.close();
    });

    test("asked for the same plan again, it has the same curve at once", async () => {
      const again = await open();
      const startedMs = performance.now();
      expect(await again.fit(planOf(again, "plan-1"), folders, {})).toEqual(curve);
      expect(performance.now() - startedMs).toBeLessThan(2000);
      await again.close();
    });

    test("a folder that holds another plan is refused, not trained on", async () => {
      await expect(trainer.fit(planOf(trainer, "plan-2"), folders, {})).rejects.toThrow("delete the folder");
    });
  });
}
