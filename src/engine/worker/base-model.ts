import { resolve } from "node:path";
import type { Companions } from "../checkpoint/index.ts";
import { loadCheckpoint, openFolder, reloadWeights } from "../checkpoint/index.ts";
import type { ModelConfig, Weights } from "../model/index.ts";
import { initialise } from "../model/index.ts";
import type { ModelSource } from "./messages.ts";

/** A model that stays as it is while an adapter is trained on it: it can be read again at any time. */
export interface BaseSource {
  readonly config: ModelConfig;
  readonly companions: Companions;
  /** Absolute; undefined where the model is random and lies nowhere. */
  readonly folder: string | undefined;
  readonly load: () => Weights;
  /** Reads the named weights again, into the memory that they lie in. */
  readonly reload: (weights: Weights, names: ReadonlySet<string>) => void;
}

/** The model that a folder holds; errors as in `openFolder`. */
export function storedBase(folder: string): BaseSource {
  const opened = openFolder(folder);
  return {
    config: opened.config,
    companions: opened.companions,
    folder: resolve(folder),
    load: () => loadCheckpoint(opened).weights,
    reload: (weights, names) => reloadWeights(opened.stored, weights, names),
  };
}

/** Random weights, made again from their seed. */
export function randomBase({ config, companions, seed }: Extract<ModelSource, { readonly seed: number }>): BaseSource {
  return {
    config,
    companions,
    folder: undefined,
    load: () => initialise(config, seed),
    reload: (weights, names) => {
      for (const [name, elements] of initialise(config, seed)) if (names.has(name)) weights.get(name)?.set(elements);
    },
  };
}
