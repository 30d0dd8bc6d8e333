import { join } from "node:path";
import { readSafetensors } from "../../../src/engine/checkpoint/index.ts";
import { createTrainer } from "../../../src/engine/training/index.ts";
import { greatestDifference } from "../../compare.ts";
import { rows, step as settings } from "../inputs.ts";
import type { Check, OpenedFamily } from "../opened-family.ts";

/** Weights after one step with clipping and decay. */
export const step: Check = {
  name: "step",
  claim: "one step of AdamW gives PyTorch's weights",
  bound: 1e-5,
  measure: async (families) => new Map(await Promise.all(families.map(worstWeight))),
};

async function worstWeight(family: OpenedFamily): Promise<[string, number]> {
  const { config, weights } = family.open();
  const trainer = createTrainer(config, weights, { threads: 1 });
  await trainer.forwardBackward(rows);
  trainer.optimStep(settings);
  const { tensors } = readSafetensors(join(family.reference, "stepped.safetensors"));
  const differences = [...tensors].map(([name, { data }]) => greatestDifference(weights.get(name) ?? [], data));
  await trainer.release();
  return [family.name, Math.max(...differences)];
}
