import { join } from "node:path";
import { documentOf, type RunStore, type StageContext } from "../../mdp/index.ts";
import type { RunDirectory } from "../../store/index.ts";
import { createEventFile, evaluationScalars, progressScalars } from "../tensorboard/index.ts";

const betweenEventsMs = 1000;

/** A run's store and context that also tell TensorBoard: progress once a second, training steps one by one, evaluations whole. */
export function withTensorboard(
  store: RunDirectory,
  context: StageContext,
): { readonly store: RunStore; readonly context: StageContext } {
  const events = createEventFile(join(store.dir, "tensorboard"));
  const shownMs = new Map<string, number>();
  const isDue = (stage: string, isLast: boolean): boolean => {
    const now = performance.now();
    if (!isLast && now - (shownMs.get(stage) ?? -Infinity) < betweenEventsMs) return false;
    shownMs.set(stage, now);
    return true;
  };
  return {
    context: {
      ...context,
      onProgress(event) {
        context.onProgress?.(event);
        const isStep = event.figures?.["loss"] !== undefined;
        if (isStep || isDue(event.stage, event.done >= event.total)) events.add(progressScalars(event));
      },
    },
    store: {
      ...store,
      saveDocument(name, document) {
        store.saveDocument(name, document);
        if (!name.startsWith("evaluate/")) return;
        const evaluation = documentOf(store, `evaluate/${name.slice("evaluate/".length)}`);
        if (evaluation !== undefined) events.add(evaluationScalars(evaluation));
      },
    },
  };
}
