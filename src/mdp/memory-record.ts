import type { Attempt } from "./attempt.ts";
import type { RunStore } from "./ports/run-store.ts";

/** The part of a run's record that a stage needs: the answers so far, and which models gave them. */
export type StageRecord = Pick<RunStore, "attempts" | "document" | "saveDocument">;

/** A record that is forgotten with the process, for a stage whose result is a file. */
export function memoryRecord(): StageRecord {
  const attempts = new Map<string, readonly Attempt[]>();
  const documents = new Map<string, unknown>();
  return {
    attempts: {
      get: (key) => attempts.get(key),
      put: (key, made) => void attempts.set(key, made),
    },
    document: (name) => documents.get(name),
    saveDocument: (name, document) => void documents.set(name, document),
  };
}
