import { describe, expect, test } from "vitest";
import { tinkerModels, tinkerSchema } from "../../src/policies/index.ts";

// A live server: TINKER_BASE_URL, TINKER_API_KEY, TINKER_BASE_MODEL (its name there), TINKER_TOKENIZER (a folder of that model here).
const { TINKER_BASE_URL: url, TINKER_BASE_MODEL: baseModel, TINKER_TOKENIZER: folder } = process.env;
const isLive = [url, baseModel, folder].every((value) => value !== undefined && value !== "");
const note = isLive ? "" : "(skipped: set TINKER_BASE_URL, TINKER_BASE_MODEL and TINKER_TOKENIZER)";

describe(`a live Tinker server ${note}`, () => {
  test.runIf(isLive)(
    "honours weights in some way, learns a row, and samples what it learnt",
    { timeout: 900_000 },
    async () => {
      const notes: string[] = [];
      const models = tinkerModels(tinkerSchema.parse({ by: "tinker", baseModel }), {
        environment: process.env,
        note: (line) => notes.push(line),
      });
      const lora = {
        rank: 8,
        alpha: 16,
        targets: ["q_proj", "v_proj", "gate_proj"] as const,
        dropout: 0,
        rankStabilised: false,
      };
      const learner = await models.learner(folder ?? "", { seed: 0, lora });
      const state = [{ role: "user", content: "Say the word." }] as const;
      const of = {
        id: "live",
        trajectory: "live",
        turn: 0,
        iteration: 1,
        stop: "endOfTurn",
        reward: 1,
        weight: 1,
      } as const;
      const row = learner.row({ ...of, state, action: "Recursion!" });
      const losses: number[] = [];
      for (let step = 0; step < 8; step++) {
        losses.push((await learner.forwardBackward([row], 1)).loss);
        await learner.optimStep({
          learningRate: 1e-3,
          beta1: 0.9,
          beta2: 0.95,
          epsilon: 1e-8,
          weightDecay: 0,
          maxGradNorm: 1,
        });
      }
      console.log(notes.join("\n"), losses);
      expect(losses.at(-1)).toBeLessThan(losses[0] ?? 0);
      const policy = await learner.sampler();
      const [attempt] = await policy.sample({
        key: "live",
        messages: state,
        n: 1,
        seed: 1,
        temperature: 0,
        topP: 1,
        maxTokens: 16,
      });
      expect(attempt?.usage.generatedTokens).toBeGreaterThan(0);
      await policy.close();
      await learner.close();
    },
  );
});
