import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { relativeError } from "../../../test/compare.ts";
import { findPython, runPython } from "../../../test/python.ts";
import { tinyConfig, wildWeights } from "../../../test/random-model.ts";
import { modelConfigJson, writeCheckpoint } from "../checkpoint/index.ts";
import { createTrainer } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-pytorch-"));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = [
  { id: "a", tokens: [1, 5, 2, 7, 3, 9], weights: [0, 0, 0, 1.5, 0.5, 1] },
  { id: "b", tokens: [1, 5, 2, 8, 8, 3, 10, 4, 0], weights: [0, 0, 0, 0.25, 2, 0, 1, 1, 1] },
  { id: "c", tokens: [6, 4, 3], weights: [0, 3, 1] },
];
const options = { learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1, maxGradNorm: 0.5 };

/** Two steps of PyTorch's AdamW on the same weighted loss, one row at a time, without decay of the norms' gains. */
const script = `
import json, sys, torch, transformers
folder, rows, o = sys.argv[1], json.loads(sys.argv[2]), json.loads(sys.argv[3])
model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
named = list(model.named_parameters())
groups = [{"params": [p for _, p in named if p.dim() > 1], "weight_decay": o["weightDecay"]},
          {"params": [p for _, p in named if p.dim() == 1], "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=o["learningRate"], betas=(o["beta1"], o["beta2"]), eps=o["epsilon"])
steps = []
for _ in range(2):
    loss = 0
    for row in rows:
        tokens = torch.tensor([row["tokens"]])
        logprobs = model(input_ids=tokens).logits[0, :-1].log_softmax(-1)
        chosen = logprobs.gather(1, tokens[0, 1:, None])[:, 0]
        loss = loss - (torch.tensor(row["weights"][1:]) * chosen).sum()
    loss.backward()
    gradients = {name: p.grad.flatten().tolist() for name, p in named}
    norm = torch.nn.utils.clip_grad_norm_(model.parameters(), o["maxGradNorm"])
    optimizer.step()
    optimizer.zero_grad()
    weights = {name: p.flatten().tolist() for name, p in named}
    steps.append({"loss": loss.item(), "gradNorm": norm.item(), "gradients": gradients, "weights": weights})
print(json.dumps(steps))`;

interface Step {
  readonly loss: number;
  readonly gradNorm: number;
  readonly gradients: Readonly<Record<string, readonly number[]>>;
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

const greatestDifference = (got: ArrayLike<number> | undefined, want: readonly number[]): number =>
  Math.max(...want.map((x, i) => Math.abs(x - (got?.[i] ?? Number.NaN))));

const python = findPython("transformers", "torch");
test.skipIf(python.command === undefined).each([true, false])(
  `loss, gradients, clipping and AdamW are PyTorch's, tied embeddings: %s ${python.note}`,
  async (tieEmbeddings) => {
    const config = { ...tinyConfig, tieEmbeddings };
    const weights = wildWeights(config, 4);
    const model = join(folder, `tied-${tieEmbeddings}`);
    const companions = new Map([["config.json", JSON.stringify(modelConfigJson(config, []))]]);
    writeCheckpoint(model, { config, weights, companions });
    // the script prints what Step says
    const steps = runPython(python, script, model, JSON.stringify(rows), JSON.stringify(options)) as readonly Step[];
    const trainer = createTrainer(config, weights, { threads: 1 });
    for (const step of steps) {
      const { loss } = await trainer.forwardBackward(rows);
      expect(loss).toBeCloseTo(step.loss, 4);
      for (const [name, gradient] of Object.entries(step.gradients)) {
        expect(relativeError(trainer.gradients.get(name) ?? [], gradient), name).toBeLessThan(1e-4); // both round
      }
      expect(trainer.optimStep(options).gradNorm).toBeCloseTo(step.gradNorm, 4);
      for (const [name, elements] of Object.entries(step.weights)) {
        expect(greatestDifference(weights.get(name), elements), name).toBeLessThan(1e-5);
      }
    }
    await trainer.release();
  },
);
