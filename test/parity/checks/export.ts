import { writeCheckpoint } from "../../../src/engine/checkpoint/index.ts";
import { createTrainer } from "../../../src/engine/training/index.ts";
import { greatestDifference } from "../../compare.ts";
import { runPython } from "../../python.ts";
import { rows, step } from "../inputs.ts";
import { logitsOf, reference } from "../logits.ts";
import type { Check, OpenedFamily } from "../opened-family.ts";

interface Loaded {
  readonly class: string;
  /** [row][T][V] */
  readonly logits: readonly (readonly (readonly number[])[])[];
}

/** A model that was trained and written, loaded by transformers as the architecture it came as. */
export const exported: Check = {
  name: "export",
  claim: "a trained model's folder is loaded by transformers as what it was, with the same logits",
  bound: 1e-4,
  measure: async (families, python) => {
    const ours: Float32Array[][] = [];
    for (const family of families) ours.push(await trainAndWrite(family));
    const folders = families.map(exportedFolder);
    const tokens = JSON.stringify(rows.map((row) => row.tokens));
    const theirs = runPython(python, { ...reference, stdin: tokens }, "logits", ...folders) as readonly Loaded[]; // as reference.py prints it
    return new Map(
      families.map(({ name, architecture }, i) => {
        const loaded = theirs[i];
        if (loaded?.class !== architecture) return [name, Number.NaN];
        const differences = loaded.logits.map((row, r) => greatestDifference(ours[i]?.[r] ?? [], row.flat()));
        return [name, Math.max(...differences)];
      }),
    );
  },
};

const exportedFolder = ({ folder }: OpenedFamily): string => `${folder}-exported`;

async function trainAndWrite(family: OpenedFamily): Promise<Float32Array[]> {
  const checkpoint = family.open();
  const trainer = createTrainer(checkpoint.config, checkpoint.weights, { threads: 1 });
  await trainer.forwardBackward(rows);
  trainer.optimStep(step);
  await trainer.release();
  writeCheckpoint(exportedFolder(family), checkpoint);
  return logitsOf(checkpoint.config, checkpoint.weights);
}
