/** The reason of the abort signal after Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** Whether what was done is kept, for the same command to go on from. */
  readonly isKept: boolean;

  constructor(message: string, isKept = true) {
    super(message);
    this.isKept = isKept;
  }
}

/** Awaits the work of a verb that has nothing to resume from: interrupted, it does not promise that. */
export async function keepsNothing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof Interrupted ? new Interrupted(error.message, false) : error;
  }
}

const impatientMs = 1000;

/**
 * A signal that aborts at the first SIGINT or SIGTERM, so that stages stop at their next safe point. Another one, a second or more later
 * (a terminal and a wrapper may both deliver the first), ends the process at once; what is recorded stays recorded.
 *
 * @param note told once when the stop begins
 */
export function interruptSignal(note: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  let firstMs = Infinity;
  const stop = (): void => {
    if (performance.now() - firstMs > impatientMs) dieOfInterrupt();
    if (controller.signal.aborted) return;
    firstMs = performance.now();
    note("stopping at the next safe point; Ctrl-C again stops at once");
    controller.abort(new Interrupted("interrupted"));
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return controller.signal;
}

/** The system's own answer to Ctrl-C: at once, whatever the engine's thread is at, and the shell sees 130. */
function dieOfInterrupt(): void {
  process.removeAllListeners("SIGINT");
  process.kill(process.pid, "SIGINT");
}
