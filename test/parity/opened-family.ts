import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint, type Checkpoint } from "../../src/engine/checkpoint/index.ts";
import type { Python } from "../python.ts";
import { runPython } from "../python.ts";
import { families, smallSizes, type FamilySpec } from "./families.ts";
import { newTokens, prompts, rows, step } from "./inputs.ts";

/** A family's model folder, and the folder in which Python's numbers lie. */
export interface OpenedFamily {
  readonly name: string;
  /** The model's class in transformers. */
  readonly architecture: string;
  readonly folder: string;
  readonly reference: string;
  /** Reads the folder anew, so that a check may change the weights. */
  open(): Checkpoint;
}

/**
 * One column of the table: compares the engine with Python. A new check is a new file in checks/ and a line in
 * `parity.test.ts`.
 */
export interface Check {
  readonly name: string;
  /** What is compared, for the test's name. */
  readonly claim: string;
  /** The greatest difference that passes. */
  readonly bound: number;
  /** Modules that Python needs beside transformers; the check is skipped, with a message, where they are missing. */
  readonly modules?: readonly string[];
  /** The greatest difference of each family, by name: all at once, so that Python starts only once. */
  measure(families: readonly OpenedFamily[], python: Python): Promise<ReadonlyMap<string, number>>;
}

/** Lets Python make every family's model and its numbers in `root`. */
export function makeFamilies(python: Python, root: string): readonly OpenedFamily[] {
  const specs = families.map((family) => ({ ...family, config: { ...smallSizes, ...family.config } }));
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, "specs.json"), JSON.stringify({ families: specs, rows, prompts, newTokens, step }));
  runPython(python, { file: join(import.meta.dirname, "reference.py") }, "make", root);
  return families.map((family, i) => opened(family, join(root, String(i))));
}

function opened({ name, architecture }: FamilySpec, folder: string): OpenedFamily {
  return {
    name,
    architecture: `${architecture}ForCausalLM`,
    folder,
    reference: `${folder}-reference`,
    open: () => readCheckpoint(folder),
  };
}
