import type { Attempt } from "../attempt.ts";
import type { Example } from "../example.ts";
import type { RunStore } from "../ports/run-store.ts";
import type { Trajectory } from "../trajectory.ts";
import { memoryUsage } from "../usage.ts";

/** A run's record in memory: it keeps the port's laws, but for surviving the process. */
export interface MemoryStore extends RunStore {
  /** Every request's key, in the order of acknowledgement. */
  readonly keys: () => readonly string[];
  /** All documents, as JSON text by name. */
  readonly documents: ReadonlyMap<string, string>;
  readonly examples: ReadonlyMap<number, readonly Example[]>;
}

/** An empty store. */
export function memoryStore(): MemoryStore {
  const attempts = new Map<string, readonly Attempt[]>();
  const documents = new Map<string, string>();
  const trajectories = new Map<number, readonly Trajectory[]>();
  const examples = new Map<number, readonly Example[]>();
  return {
    keys: () => [...attempts.keys()],
    documents,
    examples,
    usage: memoryUsage(),
    attempts: {
      get: (key) => structuredClone(attempts.get(key)),
      put(key, made) {
        if (attempts.has(key)) throw new Error(`the attempts of ${key} are recorded already; each key is written once`);
        attempts.set(key, structuredClone(made));
      },
    },
    folder(name) {
      if (!/^[a-z0-9-]+(\/[a-z0-9-]+)*$/.test(name)) throw new Error(`no folder is named ${name}`);
      return `memory/${name}`;
    },
    saveNote: () => {},
    discard: () => {},
    document: (name) => {
      const text = documents.get(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    saveDocument(name, document) {
      const text = JSON.stringify(document);
      if ((documents.get(name) ?? text) !== text) throw new Error(`step ${name} is recorded with another document`);
      documents.set(name, text);
    },
    saveTrajectories: (iteration, made) => {
      if (!trajectories.has(iteration)) trajectories.set(iteration, structuredClone(made));
    },
    trajectories: (last) =>
      [...trajectories]
        .filter(([iteration]) => iteration <= last)
        .sort(([a], [b]) => a - b)
        .flatMap(([iteration, made]) => structuredClone(made).map((trajectory) => ({ iteration, trajectory }))),
    saveExamples: (iteration, made) => {
      if (!examples.has(iteration)) examples.set(iteration, structuredClone(made));
    },
    close: () => {},
  };
}
