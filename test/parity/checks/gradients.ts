import { join } from "node:path";
import { readSafetensors } from "../../../src/engine/checkpoint/index.ts";
import { createTrainer } from "../../../src/engine/training/index.ts";
import { relativeError } from "../../compare.ts";
import { rows } from "../inputs.ts";
import type { Check, OpenedFamily } from "../opened-family.ts";

/** Gradients of the weighted loss, |got - want| / |want| of the worst tensor. */
export const gradients: Check = {
  name: "gradients",
  claim: "every tensor's gradient is PyTorch's",
  bound: 1e-4,
  measure: async (families) => new Map(await Promise.all(families.map(worstGradient))),
};

async function worstGradient(family: OpenedFamily): Promise<[string, number]> {
  const { config, weights } = family.open();
  const trainer = createTrainer(config, weights, { threads: 1 });
  await trainer.forwardBackward(rows);
  const { tensors } = readSafetensors(join(family.reference, "gradients.safetensors"));
  const errors = [...tensors].map(([name, { data }]) => relativeError(trainer.gradients.get(name) ?? [], data));
  await trainer.release();
  return [family.name, Math.max(...errors)];
}
