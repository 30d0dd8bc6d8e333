import { expect, test } from "vitest";
import type { Examination } from "../../evaluate/index.ts";
import type { Estimate, ModelScores } from "../../mdp/index.ts";
import { modelCard } from "./model-card.ts";
import { pretrainSchema } from "./pretrain-schema.ts";

const share = (value: number, low: number, high: number): Estimate => ({ value, low, high });
const scores = {
  name: "models/base",
  problems: 400,
  seeds: 1,
  metrics: { turns: [share(0.455, 0.407, 0.504), share(0.44, 0.392, 0.489)] },
} as unknown as ModelScores; // the card reads the accuracy of the turns alone
const examination: Examination = {
  problems: 400,
  calculations: share(0.981, 0.97, 0.99),
  sampled: share(0.3, 0.26, 0.34),
  greedy: share(0.42, 0.37, 0.47),
  keepsRight: share(0.66, 0.6, 0.7),
  triesAnew: share(0.31, 0.27, 0.35),
  mendsWrong: share(0.1, 0.07, 0.13),
  freshRight: share(0.2, 0.16, 0.24),
  second: share(0.31, 0.27, 0.35),
  secondAfterAnother: share(0.05, 0.03, 0.07),
  worthOfAttempt: share(0.26, 0.22, 0.3),
};
const record = { scores, examination, training: { examples: 128, steps: 2, losses: [3.1, 2.25], gradNorms: [1, 1] } };

test("the card tells parameters, data, accuracy with its interval and the command", () => {
  const config = pretrainSchema.parse({ task: { level: "easy", seed: 4, counts: { train: 44_800 } }, model: {} });
  const command = "npx rise-lm pretrain models/base.yaml --out models/base";
  const card = modelCard({ title: "rise base", config, record, parameters: 877_696, command });
  for (const told of [
    "877,696 parameters",
    "44,800 generated",
    "seed 4",
    "45.5 [40.7, 50.4]",
    "44.0 [39.2, 48.9]",
    command,
  ]) {
    expect(card).toContain(told);
  }
  expect(card).toContain("from random weights");
});

test("a model trained further names the one it began as", () => {
  const config = pretrainSchema.parse({ from: "models/base" });
  const card = modelCard({ title: "rise teacher", config, record, parameters: 1, command: "x" });
  expect(card).toContain("from `models/base`");
});

test("the card says whether the base is fit to be taught, measure by measure", () => {
  const config = pretrainSchema.parse({
    task: { name: "guess-and-check" },
    model: {},
    tries: 0.7,
    alike: 0.6,
    askedTwice: 0.5,
  });
  const card = modelCard({ title: "rise guess", config, record, parameters: 1, command: "x" });
  expect(card).toContain("| calculations written out that are right | 98.1 [97.0, 99.0] | yes: at least 97 |");
  expect(card).toContain("| shown its wrong attempt: another answer | 31.0 [27.0, 35.0] | **no**: at least 33 |");
  expect(card).toContain("**no**: not 10 points above sampled"); // 42 is 12 above 30
  expect(card).toContain("70% honest tries, right or wrong, and 30% worked solutions");
  expect(card).toContain("60% of these answered alike, the others afresh");
});
