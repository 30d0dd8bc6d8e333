import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findPython, runPython } from "../../../test/python.ts";
import { modelConfigJson, writeCheckpoint } from "../checkpoint/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { initialise } from "../model/index.ts";
import { createRng } from "../random.ts";
import { createTrainer } from "../training/index.ts";
import { createSampler } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-reference-"));
afterAll(() => rmSync(folder, { recursive: true }));

const base: ModelConfig = {
  hiddenSize: 64,
  layers: 3,
  heads: 8,
  kvHeads: 2,
  headDim: 8,
  intermediateSize: 120,
  vocabSize: 90,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  tieEmbeddings: true,
  maxPositions: 256,
};
const models = [base, { ...base, tieEmbeddings: false, kvHeads: 8 }].map((config, seed) => ({
  config,
  weights: enlarged(initialise(config, seed)),
}));
const prompts = [[3], [7, 8, 9, 10], Array.from({ length: 33 }, (_, i) => (i * 7) % 90), Array.from({ length: 70 }, (_, i) => (i * 13) % 90)]; // prettier-ignore

/** A new model's predictions are nearly uniform and hide faults. */
function enlarged(weights: Weights): Weights {
  return new Map([...weights].map(([name, data]) => [name, name.includes("norm") ? data : data.map((x) => x * 2)]));
}

test.each(models)(
  "log-probabilities of sampled tokens are those of the training graph",
  async ({ config, weights }) => {
    const sampler = createSampler(config, weights, { threads: 1 });
    const trainer = createTrainer(config, weights, { threads: 1 });
    const settings = { n: 2, temperature: 1.3, topP: 1, maxTokens: 40, stopIds: [1], seed: 5 };
    const samples = await Promise.all(prompts.map((promptTokens) => sampler.sample({ promptTokens, ...settings })));
    for (const [i, prompt] of prompts.entries()) {
      for (const { tokens, logprobs } of samples[i] ?? []) {
        const [scored = []] = await trainer.logprobs([{ id: "row", tokens: [...prompt, ...tokens] }]);
        const want = scored.slice(prompt.length - 1);
        expect(logprobs).toHaveLength(want.length);
        for (const [t, logprob] of logprobs.entries()) expect(Math.abs(logprob - (want[t] ?? NaN))).toBeLessThan(1e-4);
      }
    }
    await Promise.all([sampler.release(), trainer.release()]);
  },
);

const python = findPython("transformers", "torch");
const folders = models.map(({ config, weights }, i) => {
  const companions = new Map([["config.json", JSON.stringify(modelConfigJson(config, []))]]);
  writeCheckpoint(join(folder, `model-${i}`), { config, weights, companions });
  return join(folder, `model-${i}`);
});

test.skipIf(python.command === undefined)(
  `greedy decoding is transformers' generate ${python.note}`,
  async () => {
    const script = `
import json, sys, torch, transformers
def generate(folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    def continuation(prompt):
        ids = torch.tensor([prompt])
        result = model.generate(ids, attention_mask=torch.ones_like(ids), do_sample=False, max_new_tokens=64, eos_token_id=None, pad_token_id=0)
        return result[0, len(prompt):].tolist()
    return [continuation(prompt) for prompt in json.loads(sys.argv[1])]
print(json.dumps([generate(folder) for folder in sys.argv[2:]]))`;
    const settings = { n: 1, temperature: 0, topP: 1, maxTokens: 64, stopIds: [], seed: 0 };
    const ours = models.map(async ({ config, weights }) => {
      const sampler = createSampler(config, weights, { threads: 1 });
      const samples = await Promise.all(prompts.map((promptTokens) => sampler.sample({ promptTokens, ...settings })));
      await sampler.release();
      return samples.map(([sample]) => sample?.tokens);
    });
    const theirs = runPython(python, script, JSON.stringify(prompts), ...folders);
    expect(await Promise.all(ours)).toEqual(theirs);
  },
  240_000,
);

test.skipIf(python.command === undefined)(
  `transformers finds the same log-probabilities in 20 random prompts ${python.note}`,
  async () => {
    const script = `
import json, sys, torch, transformers
def score(folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder)
    def logprobs(row):
        ids = torch.tensor([row])
        with torch.no_grad():
            all = model(ids).logits[0].log_softmax(-1)
        return all[torch.arange(len(row) - 1), ids[0, 1:]].tolist()
    return [logprobs(row) for row in json.loads(sys.argv[1])]
print(json.dumps([score(folder) for folder in sys.argv[2:]]))`;
    const rng = createRng(1);
    const rows = Array.from({ length: 20 }, () =>
      Array.from({ length: 2 + rng() * 100 }, () => Math.floor(rng() * 90)),
    );
    const theirs = runPython(python, script, JSON.stringify(rows), ...folders) as number[][][]; // as the script prints it
    for (const [i, { config, weights }] of models.entries()) {
      const trainer = createTrainer(config, weights, { threads: 1 });
      const ours = await trainer.logprobs(rows.map((tokens, row) => ({ id: `${row}`, tokens })));
      for (const [row, logprobs] of ours.entries()) {
        expect(logprobs).toHaveLength(theirs[i]?.[row]?.length ?? 0);
        for (const [t, x] of logprobs.entries())
          expect(Math.abs(x - (theirs[i]?.[row]?.[t] ?? NaN))).toBeLessThan(1e-4);
      }
      await trainer.release();
    }
  },
  240_000,
);
