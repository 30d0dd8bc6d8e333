import { DiskError } from "../../disk/index.ts";
import type { StageContext } from "../../mdp/index.ts";
import type { RunDirectory } from "../../store/index.ts";

const everyMs = 500;

/**
 * Does a run's work under a context that also stops it when the run's folder is deleted or moved: what is done from then on
 * would be lost.
 */
export async function whileThere<T>(
  run: RunDirectory,
  context: StageContext,
  work: (context: StageContext) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const timer = setInterval(() => {
    if (!run.isThere()) gone.abort(goneError(run.dir));
  }, everyMs);
  const signal = context.signal === undefined ? gone.signal : AbortSignal.any([context.signal, gone.signal]);
  try {
    return await work({ ...context, signal });
  } finally {
    clearInterval(timer);
  }
}

function goneError(dir: string): DiskError {
  return new DiskError(
    `the run's folder ${dir} is gone: it was deleted or moved while the run wrote in it; ` +
      "move it back and run the same command again, or start again",
  );
}
