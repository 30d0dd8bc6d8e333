import { fork } from "node:child_process";
import { once } from "node:events";
import type { BufferRefusal } from "../device/index.ts";
import { EngineError, unpackError, type SentError } from "./errors.ts";

/** What a process of its own may be asked of the GPU: whether it computes rightly, or gives a buffer. */
export type GpuQuestion = { readonly ask: "test" } | { readonly ask: "buffer"; readonly bytes: number };

/** Its answer. */
export type GpuAnswer = { readonly result: unknown } | { readonly error: SentError };

/** The results, by question. */
interface Results {
  /** A fingerprint of the GPU's bits. */
  readonly test: string;
  readonly buffer: BufferRefusal;
}

/** How a GPU is asked. */
export interface AskGpuOptions {
  /** Ends the process at once. */
  readonly signal?: AbortSignal | undefined;
  /** The module of the process; another one in tests. */
  readonly module?: URL;
  /** A driver that has not answered by then hangs. */
  readonly timeoutMs?: number;
}

/** A driver that computes on a busy processor takes minutes; one that takes longer than this has stopped. */
const patienceMs = 20 * 60_000;
/** Of what the driver writes, the end is kept. */
const keptCharacters = 2000;

// From source the process runs as TypeScript, which Node strips; from the package as JavaScript.
const gpuProcess = new URL(import.meta.url.endsWith(".ts") ? "./gpu-process.ts" : "./gpu-process.js", import.meta.url);

/**
 * Asks a process of its own, whose stderr nobody sees: drivers and their loader write there whatever they please.
 *
 * @throws EngineError with what it answers, or where the driver ends it or never answers; the signal's reason
 */
export async function askGpu<K extends GpuQuestion["ask"]>(
  question: GpuQuestion & { readonly ask: K },
  { signal, module = gpuProcess, timeoutMs = patienceMs }: AskGpuOptions = {},
): Promise<Results[K]> {
  signal?.throwIfAborted();
  const child = fork(module, { stdio: ["ignore", "ignore", "pipe", "ipc"], execArgv: [] });
  let wrote = "";
  child.stderr?.on("data", (chunk: Buffer) => (wrote = (wrote + chunk.toString()).slice(-keptCharacters)));
  const patience = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([patience, ...(signal === undefined ? [] : [signal])]);
  const end = (): void => void child.kill("SIGKILL");
  stop.addEventListener("abort", end, { once: true });
  try {
    const answered = once(child, "message").then(([answer]: GpuAnswer[]) => answer);
    const ended = once(child, "close").then(([code, killedBy]: (number | string | null)[]) => {
      signal?.throwIfAborted();
      throw ending(
        patience.aborted ? "never answered" : code === null ? `ended with ${killedBy}` : `exit code ${code}`,
        wrote,
      );
    });
    for (const settled of [answered, ended]) settled.catch(() => {}); // the other one counts
    child.send(question);
    const answer = await Promise.race([answered, ended]);
    if (answer === undefined) throw new TypeError("a process that is asked must answer");
    if ("error" in answer) throw unpackError(answer.error);
    return answer.result as Results[K]; // as gpu-process answers
  } finally {
    stop.removeEventListener("abort", end);
    end();
  }
}

function ending(how: string, wrote: string): EngineError {
  const last = wrote.trim().split("\n").at(-1)?.trim();
  return new EngineError(
    `the GPU cannot be used: its driver failed in the test before first use (${how}${last ? `; it wrote: ${last}` : ""}); ` +
      "update the driver, or take device cpu",
  );
}
