import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findPython } from "../python.ts";
import { writeSmallModel } from "../small-model.ts";
import { withOpen, type Example, type Learner } from "../../src/mdp/index.ts";
import { train, trainSchema } from "../../src/train/index.ts";
import { handoffSchema, openAccelerateTrainer, openLearner, openPolicy } from "../../src/policies/index.ts";

const root = mkdtempSync(join(tmpdir(), "rise-handoff-"));
const model = join(root, "small");
beforeAll(() => writeSmallModel(model));
afterAll(() => rmSync(root, { recursive: true }));

const examples: readonly Example[] = Array.from({ length: 22 }, (_, n) => ({
  id: `1/p${n}/0#0`,
  trajectory: `1/p${n}/0`,
  turn: 0,
  iteration: 1,
  state: [{ role: "user", content: `What is ${n} + ${n * n}?` }],
  action: `${n} + ${n * n} = ${"very ".repeat(n % 5)}${n + n * n}`,
  stop: "endOfTurn",
  reward: 1,
  weight: 0.1 + (n % 4),
}));
const options = {
  ...trainSchema.parse({ learningRate: 3e-3, batchExamples: 5, epochs: 4, saveEverySteps: 3 }),
  seed: 0,
};
const python = findPython("torch", "transformers", "accelerate");
const config = handoffSchema.parse({
  by: "accelerate",
  launcher: "local",
  python: python.command,
  options: ["--multi_gpu", "--num_processes=2", "--num_machines=1", "--mixed_precision=no", "--dynamo_backend=no"],
  environment: { ACCELERATE_USE_CPU: "true", OMP_NUM_THREADS: "1", HF_HUB_OFFLINE: "1" },
  microBatchTokens: 256,
});

test.skipIf(python.command === undefined)(
  `two processes of accelerate take the embedded engine's 20 steps, and their model is the engine's ${python.note}`,
  async () => {
    const folders = (name: string) => ({ stateFolder: join(root, `${name}-state`), modelFolder: join(root, name) });
    const embedded = await withOpen<Learner, Awaited<ReturnType<typeof train>>>(
      openLearner(model, { threads: 1 }),
      (learner) => train(learner, examples, { ...options, ...folders("embedded") }),
    );
    const handed = await withOpen(openAccelerateTrainer(model, { seed: 0 }, config), (trainer) =>
      train(trainer, examples, { ...options, ...folders("handed") }),
    );
    expect(handed.steps).toBe(20);
    const differences = embedded.losses.map((loss, i) => Math.abs(loss - (handed.losses[i] ?? Number.NaN)));
    expect(Math.max(...differences)).toBeLessThan(1e-3);
    expect(embedded.losses.at(-1)).toBeLessThan((embedded.losses[0] ?? 0) / 2);
    await withOpen(openPolicy(join(root, "handed"), { threads: 1 }), async (policy) => {
      const request = {
        key: "k",
        messages: examples[3]?.state ?? [],
        n: 1,
        seed: 0,
        temperature: 0,
        topP: 1,
        maxTokens: 8,
      };
      const [attempt] = await policy.sample(request);
      expect(attempt?.text).not.toBe("");
    });
  },
);
