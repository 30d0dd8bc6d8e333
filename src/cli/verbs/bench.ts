import { fork } from "node:child_process";
import { once } from "node:events";
import { measurePeak, type Device } from "../../engine/index.ts";
import { InfrastructureError } from "../../mdp/index.ts";
import type { ShapeRequest, ShapeSpeed } from "../bench/measure-shape.ts";
import type { VerbContext } from "../verb-context.ts";

/** Options of `rise bench`. */
export interface BenchOptions {
  /** Names of shapes: "5M", "135M". */
  readonly shapes: readonly string[];
  readonly threads: number;
  /** What computes the shapes; the peak is the processor's in any case. Default cpu. */
  readonly device?: Device;
  /** Measures the training of adapters of this rank; absent: of all weights. */
  readonly loraRank?: number;
  /** Measures rollouts of so many turns as well; absent: none. */
  readonly turns?: number;
}

/** How fast the engine is on this machine. */
export interface BenchResult {
  /** 10^9 floating-point operations per second of the fastest matrix product. */
  readonly peakGflops: number;
  readonly threads: number;
  readonly device: Device;
  readonly shapes: readonly ShapeSpeed[];
}

/** Measures training and decoding on this machine, shape by shape. */
export async function bench(
  { shapes: names, threads, device = "cpu", loraRank, turns }: BenchOptions,
  context: VerbContext = {},
): Promise<BenchResult> {
  const before = await measurePeak(threads);
  const shapes: ShapeSpeed[] = [];
  for (const [done, shape] of names.entries()) {
    context.onProgress?.({ stage: `bench ${shape}`, done, total: names.length });
    context.signal?.throwIfAborted();
    const asked = { device, ...(loraRank !== undefined && { loraRank }), ...(turns !== undefined && { turns }) };
    shapes.push(await measureApart({ shape, threads, peakGflops: before, ...asked }, context.signal));
    context.onProgress?.({ stage: `bench ${shape}`, done: done + 1, total: names.length });
  }
  const peakGflops = Math.max(before, await measurePeak(threads)); // others may have been busy the first time
  const ofHigherPeak = ({ train, ...shape }: ShapeSpeed): ShapeSpeed => ({
    ...shape,
    train: { ...train, shareOfPeak: (train.shareOfPeak * before) / peakGflops },
  });
  return { peakGflops, threads, device, shapes: shapes.map(ofHigherPeak) };
}

/** In a process of its own: its peak of memory is then the shape's. */
async function measureApart(request: ShapeRequest, signal?: AbortSignal): Promise<ShapeSpeed> {
  const file = import.meta.url.endsWith(".ts") ? "../bench/measure-shape.ts" : "../bench/measure-shape.js";
  const child = fork(new URL(file, import.meta.url), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const stop = (): void => void child.kill("SIGKILL"); // it measures, and leaves nothing behind
  signal?.addEventListener("abort", stop, { once: true });
  child.send(request);
  const answer = new Promise<ShapeSpeed>((resolve) => child.on("message", (speed: ShapeSpeed) => resolve(speed)));
  const end = once(child, "exit").then(([code, killedBy]): never => {
    signal?.throwIfAborted();
    const how = code === null ? `was ended by ${String(killedBy)}` : `ended with exit code ${String(code)}`;
    throw new InfrastructureError(`bench ${request.shape} ${how}; is there enough memory? try a smaller shape`);
  });
  end.catch(() => {}); // it also ends after it has answered
  try {
    return await Promise.race([answer, end]);
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
