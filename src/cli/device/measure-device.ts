import { fork } from "node:child_process";
import { once } from "node:events";
import type { Device } from "../../engine/index.ts";
import { EngineError } from "../../engine/errors.ts";
import type { DeviceSpeeds, TokenSeconds } from "./choose.ts";
import type { DeviceWork } from "./work.ts";

/** What a process of its own is to measure. */
export interface SpeedQuestion {
  readonly device: Device;
  readonly threads: number;
  /** Of the GPU's test, which this process has made. */
  readonly fingerprint: string;
  readonly work: DeviceWork;
}

/** Its answer; a failure in its error's words. */
export type SpeedAnswer = { readonly seconds: TokenSeconds } | { readonly failed: string };

/** How a device is measured. */
export interface MeasureOptions {
  /** Ends the process at once. */
  readonly signal?: AbortSignal | undefined;
  /** The module of the process; another one in tests. */
  readonly module?: URL;
  /** A device that has not answered by then is too slow, or hangs. */
  readonly timeoutMs?: number;
}

/** A device that has not answered in time. */
class LateError extends EngineError {}

/** A large model is read, and a slow processor computes. */
const patienceMs = 10 * 60_000;
/** A GPU compiles its programs first; beyond that and this many times the processor's time, it has lost. */
const [compilingMs, mostTimesAsSlow] = [120_000, 4];

const isSource = import.meta.url.endsWith(".ts");
const speedProcess = new URL(isSource ? "./speed-process.ts" : "./speed-process.js", import.meta.url);

/**
 * Measures one device with a model.
 *
 * @throws EngineError with what failed there; the signal's reason
 */
export async function measureDevice(
  question: SpeedQuestion,
  { signal, module = speedProcess, timeoutMs = patienceMs }: MeasureOptions = {},
): Promise<TokenSeconds> {
  signal?.throwIfAborted();
  const child = fork(module, { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
  const patience = AbortSignal.timeout(Math.ceil(timeoutMs));
  const stop = AbortSignal.any([patience, ...(signal === undefined ? [] : [signal])]);
  const end = (): void => void child.kill("SIGKILL");
  stop.addEventListener("abort", end, { once: true });
  const where = question.device === "cpu" ? "the processor" : "the GPU";
  try {
    const answered = once(child, "message").then(([answer]: SpeedAnswer[]) => answer);
    const ended = once(child, "exit").then(([code, killedBy]: (number | string | null)[]) => {
      signal?.throwIfAborted();
      const what = `measuring how fast ${where} is with ${question.work.folder}`;
      if (patience.aborted) throw new LateError(`${what} had not ended after ${Math.round(timeoutMs / 1000)} s`);
      throw new EngineError(`${what} ${code === null ? `was ended by ${killedBy}` : `ended with exit code ${code}`}`);
    });
    for (const settled of [answered, ended]) settled.catch(() => {}); // the other one counts
    child.send(question);
    const answer = await Promise.race([answered, ended]);
    if (answer === undefined) throw new TypeError("a process that measures must answer");
    if ("failed" in answer) throw new EngineError(answer.failed);
    return answer.seconds;
  } finally {
    stop.removeEventListener("abort", end);
    end();
  }
}

/**
 * Measures both devices with a model, the processor first: a GPU that takes much longer is not waited for, and known to be so much
 * slower at the least.
 *
 * @throws EngineError where one of them cannot do the work; the signal's reason
 */
export async function measureDevices(
  work: Omit<SpeedQuestion, "device">,
  signal: AbortSignal | undefined,
  measure: typeof measureDevice = measureDevice,
): Promise<DeviceSpeeds> {
  const startMs = performance.now();
  const cpu = await measure({ ...work, device: "cpu" }, { signal });
  const cpuMs = performance.now() - startMs;
  const timeoutMs = compilingMs + mostTimesAsSlow * cpuMs;
  try {
    return { cpu, webgpu: await measure({ ...work, device: "webgpu" }, { signal, timeoutMs }) };
  } catch (error) {
    if (!(error instanceof LateError)) throw error;
    return { cpu, webgpu: slower(cpu, mostTimesAsSlow), isBound: true }; // what compiling took is left to it
  }
}

function slower({ trained, sampled }: TokenSeconds, ratio: number): TokenSeconds {
  return {
    ...(trained !== undefined && { trained: ratio * trained }),
    ...(sampled !== undefined && { sampled: ratio * sampled }),
  };
}
