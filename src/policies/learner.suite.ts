import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Attempt, Example, Learner, OptimStepOptions, Policy, TrainingProgress } from "../mdp/index.ts";

const step: OptimStepOptions = {
  learningRate: 1e-2,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
  maxGradNorm: 1,
};
const written: Example = {
  id: "1/p/0#0",
  trajectory: "1/p/0",
  turn: 0,
  iteration: 1,
  state: [{ role: "user", content: "What is 3 + 4?" }],
  action: "3 + 4 = 7\n#### 7",
  stop: "endOfTurn",
  reward: 1,
  weight: 1.5,
};
const other: Example = { ...written, id: "1/q/0#0", action: "I do not know", weight: 0.5 };
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const progress = (steps: number): TrainingProgress => ({
  plan: "suite",
  step: steps,
  losses: Array.from({ length: steps }, () => 1),
  gradNorms: Array.from({ length: steps }, () => 1),
});

/**
 * The laws of the Learner port; every adapter's test runs them.
 *
 * @param open opens a learner at the same small starting weights each time
 * @param openSaved opens what `saveWeights` wrote, for sampling
 * @param readWeights the bytes of the weights that `saveWeights` wrote
 */
export function describeLearner(
  name: string,
  open: () => Promise<Learner>,
  openSaved: (folder: string) => Promise<Policy>,
  readWeights: (folder: string) => Buffer = (folder) => readFileSync(join(folder, "model.safetensors")),
): void {
  describe(`${name} keeps the laws of Learner`, () => {
    const root = mkdtempSync(join(tmpdir(), "rise-learner-"));
    let learner: Learner;
    beforeAll(async () => {
      learner = await open();
    });
    afterAll(async () => {
      await learner.close();
      rmSync(root, { recursive: true });
    });
    const sampled = async (maxTokens: number): Promise<Example> => {
      const attempt = await oneAttempt(await learner.sampler(), maxTokens);
      if (attempt.tokens === undefined) throw new Error("the sampler of a learner gives token ids");
      return { ...written, action: attempt.text, stop: attempt.stop, tokens: attempt.tokens };
    };

    test("a row of sampled ids is the prompt that was seen and the ids that were sampled; the loss is on those alone (I5)", async () => {
      const example = await sampled(6);
      const { id, tokens, weights } = learner.row(example);
      const [prompt, response] = [example.tokens?.prompt ?? [], example.tokens?.response ?? []];
      expect(id).toBe(example.id);
      expect(tokens).toEqual([...prompt, ...response]);
      expect(weights.map((weight) => weight > 0)).toEqual([...prompt.map(() => false), ...response.map(() => true)]);
    });

    test("a row's weights share the example's weight equally among the action's tokens", async () => {
      for (const example of [written, await sampled(6)]) {
        const weights = learner.row(example).weights.filter((weight) => weight > 0);
        expect(sum(weights)).toBeCloseTo(example.weight, 6);
        expect(new Set(weights).size).toBe(1);
      }
    });

    test("prompts trained on are prompts seen: rendered rows begin as the sampler's prompt does", async () => {
      const { tokens } = await sampled(1);
      const row = learner.row(written);
      const prompt = tokens?.prompt ?? [];
      expect(row.tokens.slice(0, prompt.length)).toEqual(prompt);
      expect(row.weights.findIndex((weight) => weight > 0)).toBe(prompt.length);
    });

    test("a written action is closed by one end-of-turn token, one that was cut off by none", () => {
      const closed = learner.row(written).tokens;
      const cut = learner.row({ ...written, stop: "length" }).tokens;
      expect(closed.slice(0, -1)).toEqual(cut);
    });

    test("ids of another tokenizer are not trained on: the text is rendered", () => {
      const foreign = { tokenizer: "another", prompt: [1], response: [2], logprobs: [-1] };
      expect(learner.row({ ...written, tokens: foreign })).toEqual(learner.row(written));
    });

    test("an empty sampled action is an error with its id", async () => {
      const { tokens } = await sampled(1);
      if (tokens === undefined) throw new Error("sampled() gives tokens");
      const empty = { ...written, tokens: { ...tokens, response: [], logprobs: [] } };
      expect(() => learner.row(empty)).toThrow(written.id);
    });

    test("a row beyond the model's length is an error with its id", () => {
      expect(() => learner.row({ ...written, action: "7 ".repeat(learner.maxTokens) })).toThrow(written.id);
    });

    test("the loss is linear in weights and scale", async () => {
      const fresh = await open();
      const row = fresh.row(written);
      const doubled = { ...row, weights: row.weights.map((weight) => 2 * weight) };
      const { loss } = await fresh.forwardBackward([row], 1);
      expect((await fresh.forwardBackward([doubled], 1)).loss).toBeCloseTo(2 * loss, 3);
      expect((await fresh.forwardBackward([row], 0.25)).loss).toBeCloseTo(loss / 4, 3);
      expect((await fresh.forwardBackward([row, doubled], 1)).loss).toBeCloseTo(3 * loss, 3);
      await fresh.close();
    });

    test("gradients add up: two halves are one whole, and a step clears them", async () => {
      const [whole, halves] = [await open(), await open()];
      const rows = [whole.row(written), whole.row(other)];
      await whole.forwardBackward(rows, 0.5);
      for (const row of rows) await halves.forwardBackward([row], 0.5);
      const { gradNorm } = await whole.optimStep(step);
      expect(gradNorm).toBeGreaterThan(0);
      expect((await halves.optimStep(step)).gradNorm / gradNorm).toBeCloseTo(1, 3);
      await whole.close();
      await halves.close();
    });

    test("steps on a row lower its loss, and the sampler samples from the weights as they are then", async () => {
      const fresh = await open();
      const row = fresh.row(written);
      const before = await oneAttempt(await fresh.sampler(), 24);
      const losses: number[] = [];
      for (let i = 0; i < 40; i++) {
        losses.push((await fresh.forwardBackward([row], 1)).loss);
        await fresh.optimStep(step);
      }
      expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2);
      const after = await oneAttempt(await fresh.sampler(), 24);
      expect(after.text).not.toBe(before.text);
      expect(after.text).toBe(written.action); // memorised, and parse(render(x)) = x
      const folder = join(root, "weights");
      await fresh.saveWeights(folder);
      await fresh.close();
      const saved = await openSaved(folder);
      expect((await oneAttempt(saved, 24)).text).toBe(after.text);
      await saved.close();
    });

    test("training resumes exactly where its saved state stood (I3)", async () => {
      const takeSteps = async (at: Learner, count: number): Promise<void> => {
        for (let i = 0; i < count; i++) {
          await at.forwardBackward([at.row(written), at.row(other)], 0.5);
          await at.optimStep(step);
        }
      };
      const straight = await open();
      await takeSteps(straight, 4);
      await straight.saveWeights(join(root, "straight"));
      await straight.close();
      const first = await open();
      await takeSteps(first, 2);
      await first.saveState(join(root, "state"), progress(2));
      await first.close();
      const second = await open();
      expect(await second.loadState(join(root, "state"))).toEqual(progress(2));
      await takeSteps(second, 2);
      await second.saveWeights(join(root, "resumed"));
      await second.close();
      const weightsOf = (run: string): Buffer => readWeights(join(root, run));
      expect(weightsOf("resumed").equals(weightsOf("straight"))).toBe(true);
    });

    test("a folder without a state gives none", async () => {
      expect(await learner.loadState(join(root, "nothing-here"))).toBeUndefined();
    });
  });
}

async function oneAttempt(policy: Policy, maxTokens: number): Promise<Attempt> {
  const sampling = { temperature: 0, topP: 1, maxTokens };
  const [attempt] = await policy.sample({ key: "suite", messages: written.state, n: 1, seed: 1, ...sampling });
  if (attempt === undefined) throw new Error("one attempt was asked for");
  return attempt;
}
