import { join } from "node:path";
import type { Adapter, AdapterConfig } from "../../../src/engine/adapter/index.ts";
import { adapterTargets, initialiseAdapter, mergeAdapter } from "../../../src/engine/adapter/index.ts";
import { openAdapter, readSafetensors, writeAdapter } from "../../../src/engine/checkpoint/index.ts";
import { createRng } from "../../../src/engine/random.ts";
import { createTrainer } from "../../../src/engine/training/index.ts";
import { greatestDifference, relativeError } from "../../compare.ts";
import { runPython } from "../../python.ts";
import { rows } from "../inputs.ts";
import { logitsOf } from "../logits.ts";
import type { Check, OpenedFamily } from "../opened-family.ts";

const script = join(import.meta.dirname, "../adapter.py");

/** Adapters that we write and peft reads, and the other way round: logits, and the gradients of A and B. */
export const adapter: Check = {
  name: "adapter",
  claim: "peft reads our adapters and we peft's, with the same logits and gradients",
  bound: 1e-4,
  modules: ["peft"],
  measure: async (families, python) => {
    const ours = families.map(writeOurs);
    const folders = families.map(({ folder }) => folder);
    runPython(python, { file: script, stdin: JSON.stringify(rows) }, ...folders);
    const found = families.map(async (family, i): Promise<[string, number]> => {
      const written = ours[i];
      if (written === undefined) return [family.name, Number.NaN];
      const differences = [await oursDiffers(family, written), await theirsDiffers(family)];
      return [family.name, Math.max(...differences)];
    });
    return new Map(await Promise.all(found));
  },
};

/** Writes a random adapter, its B not zero. */
function writeOurs(family: OpenedFamily, number: number): Adapter {
  const { config, companions } = family.open();
  const settings: AdapterConfig = {
    rank: 4,
    alpha: 6,
    targets: number % 2 === 0 ? adapterTargets : ["q_proj", "v_proj", "down_proj"],
    dropout: 0,
    rankStabilised: number % 3 === 1,
    seed: number,
  };
  const weights = initialiseAdapter(config, settings);
  const rng = createRng(number);
  for (const elements of weights.values()) elements.forEach((x, i) => (elements[i] = x + 0.3 * (rng() - 0.5)));
  const made = { config: settings, weights };
  const base = { folder: family.folder, digest: undefined };
  writeAdapter(`${family.folder}-adapter`, { adapter: made, config, base, companions });
  return made;
}

async function oursDiffers(family: OpenedFamily, written: Adapter): Promise<number> {
  const { config, weights } = family.open();
  const trainer = createTrainer(config, weights, { threads: 1, adapter: written });
  await trainer.forwardBackward(rows);
  await trainer.release();
  const { tensors } = readSafetensors(`${family.folder}-adapter-reference/gradients.safetensors`);
  const errors = [...tensors].map(([name, { data }]) => relativeError(trainer.gradients.get(name) ?? [], [...data]));
  return Math.max(...errors, await logitsDiffer(family, written, `${family.folder}-adapter-reference`));
}

async function theirsDiffers(family: OpenedFamily): Promise<number> {
  const read = openAdapter(`${family.folder}-peft`).read(family.open().config);
  return logitsDiffer(family, read.adapter, `${family.folder}-peft-reference`);
}

async function logitsDiffer(family: OpenedFamily, merged: Adapter, reference: string): Promise<number> {
  const { config, weights } = family.open();
  await mergeAdapter(config, weights, merged, 1);
  const got = await logitsOf(config, weights);
  const { tensors } = readSafetensors(join(reference, "logits.safetensors"));
  return Math.max(...got.map((row, i) => greatestDifference(row, tensors.get(String(i))?.data ?? [])));
}
