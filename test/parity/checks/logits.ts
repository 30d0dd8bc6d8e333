import { join } from "node:path";
import { readSafetensors } from "../../../src/engine/checkpoint/index.ts";
import { greatestDifference } from "../../compare.ts";
import { logitsOf } from "../logits.ts";
import type { Check, OpenedFamily } from "../opened-family.ts";

/** Logits of every place of every row. */
export const logits: Check = {
  name: "logits",
  claim: "logits are those of transformers",
  bound: 1e-4,
  measure: async (families) => new Map(await Promise.all(families.map(worstLogit))),
};

async function worstLogit(family: OpenedFamily): Promise<[string, number]> {
  const { config, weights } = family.open();
  const got = await logitsOf(config, weights);
  const { tensors } = readSafetensors(join(family.reference, "logits.safetensors"));
  const differences = got.map((row, i) => greatestDifference(row, tensors.get(String(i))?.data ?? []));
  return [family.name, Math.max(...differences)];
}
