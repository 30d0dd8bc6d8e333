import { fork } from "node:child_process";
import { once } from "node:events";
import {
  EngineError,
  gpuDecodingWork,
  gpuTrainingWork,
  measurePeak,
  testGpu,
  type Device,
  type GraphWork,
} from "../../engine/index.ts";
import { InfrastructureError } from "../../mdp/index.ts";
import type { ShapeMessage, ShapeRequest, ShapeSpeed } from "../bench/measure-shape.ts";
import { benchShapes } from "../bench/shapes.ts";
import { softwareGpu } from "../doctor/gpu-names.ts";
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
  /** Why the speed of this GPU means nothing; absent of one that is hardware. */
  readonly software?: string;
  readonly shapes: readonly (ShapeSpeed & { readonly gpu?: GpuCounts })[];
}

/** A shape's work on a GPU, counted from the graphs that are run. */
export interface GpuCounts {
  /** The largest batch of a training step. */
  readonly batch: GraphWork;
  /** A training step's norm and update. */
  readonly step: GraphWork;
  /** A step of decoding one sample. */
  readonly token: GraphWork;
}

/** Measures training and decoding on this machine, shape by shape. */
export async function bench(
  { shapes: names, threads, device = "cpu", loraRank, turns }: BenchOptions,
  context: VerbContext = {},
): Promise<BenchResult> {
  const fingerprint = device === "webgpu" ? await testGpu(context.signal) : undefined; // once, for all shapes' processes
  const before = await measurePeak(threads);
  const shapes: ShapeSpeed[] = [];
  for (const [done, shape] of names.entries()) {
    context.signal?.throwIfAborted();
    const known = fingerprint !== undefined && { fingerprint };
    const asked = {
      device,
      ...known,
      ...(loraRank !== undefined && { loraRank }),
      ...(turns !== undefined && { turns }),
    };
    const stage = names.length === 1 ? `bench ${shape}` : `bench ${shape} (${done + 1} of ${names.length})`;
    shapes.push(await measureApart({ shape, threads, peakGflops: before, ...asked }, stage, context));
  }
  const peakGflops = Math.max(before, await measurePeak(threads)); // others may have been busy the first time
  const ofHigherPeak = ({ train, ...shape }: ShapeSpeed): ShapeSpeed => ({
    ...shape,
    train: { ...train, shareOfPeak: (train.shareOfPeak * before) / peakGflops },
  });
  const software = device === "webgpu" ? softwareGpu() : undefined;
  const measured = shapes.map(ofHigherPeak).map((shape) => (device === "webgpu" ? { ...shape, gpu: gpuCounts(shape.name) } : shape)); // prettier-ignore
  return { peakGflops, threads, device, ...(software !== undefined && { software }), shapes: measured };
}

function gpuCounts(name: string): GpuCounts {
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) throw new RangeError(`no bench shape is named ${name}`);
  const { config, train, decode } = shape;
  const { promptTokens, newTokens } = decode;
  const work = { threads: 1, rowTokens: train.tokensPerRow, rows: train.rows, lossShare: 1 };
  const token = gpuDecodingWork(config, { threads: 1, samples: 1, promptTokens, newTokens, maxBatch: 1 });
  return { ...gpuTrainingWork(config, work), token };
}

/** In a process of its own: its peak of memory is then the shape's. */
async function measureApart(
  request: ShapeRequest,
  stage: string,
  { signal, onProgress }: VerbContext,
): Promise<ShapeSpeed> {
  const file = import.meta.url.endsWith(".ts") ? "../bench/measure-shape.ts" : "../bench/measure-shape.js";
  const child = fork(new URL(file, import.meta.url), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const stop = (): void => void child.kill("SIGKILL"); // it measures, and leaves nothing behind
  signal?.addEventListener("abort", stop, { once: true });
  child.send(request);
  const answer = new Promise<ShapeSpeed>((resolve, reject) =>
    child.on("message", (message: ShapeMessage) => {
      if ("speed" in message) resolve(message.speed);
      else if ("refused" in message) reject(new EngineError(message.refused));
      else if ("failed" in message) reject(new Error(message.failed));
      else onProgress?.({ stage, ...message });
    }),
  );
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
