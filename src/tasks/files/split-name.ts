import type { Split } from "../../mdp/index.ts";

const wordsOf: Readonly<Record<Split, readonly string[]>> = {
  train: ["train", "training"],
  validation: ["validation", "valid", "val", "dev"],
  test: ["test", "eval"],
};

/** All splits, in the order in which a model meets them. */
export const splits = ["train", "validation", "test"] as const;

/** A name taken apart: the split that it says it is of, and its other words. */
interface SplitName {
  readonly split: Split | undefined;
  readonly rest: readonly string[];
}

/** Reads the name of a file, or of a list within one: `gsm8k_test` is of the test split. */
export function splitName(name: string): SplitName {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const split = splits.find((one) => words.some((word) => wordsOf[one].includes(word)));
  return { split, rest: words.filter((word) => split === undefined || !wordsOf[split].includes(word)) };
}
