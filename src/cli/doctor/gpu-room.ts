import {
  gpuSamplingMemory,
  gpuTrainingMemory,
  totalBytes,
  weightTensors,
  type ModelConfig,
} from "../../engine/index.ts";
import { benchShapes, measuredShapes, type BenchShape } from "../bench/shapes.ts";
import { formatBytes } from "../text/format.ts";
import type { Finding } from "./finding.ts";

/** The limits of a GPU; what nobody tells is undefined. */
interface GpuLimits {
  /** Bytes of the largest buffer: no tensor may be larger. */
  readonly largestBuffer: number | undefined;
  readonly memoryBytes: number | undefined;
}

/** By WebGPU every adapter lets one program have as many buffers, and our graphs never need more. */
const buffersAtOnce = 8;

/** Says what the GPU allows, and whether models of the measured sizes fit. */
export function gpuRoom({ largestBuffer, memoryBytes }: GpuLimits): Finding {
  const buffers =
    largestBuffer === undefined ? "of a size that it does not tell" : `of up to ${formatBytes(largestBuffer)}`;
  const memory = memoryBytes === undefined ? "memory that it does not tell" : `${formatBytes(memoryBytes)} of memory`;
  const fits = benchShapes
    .filter(({ name }) => measuredShapes.includes(name))
    .map((shape) => `${shape.name} ${describeFit(needOf(shape), { largestBuffer, memoryBytes })}`);
  const found = `buffers ${buffers}, of which a program has ${buffersAtOnce}; ${memory}; ${fits.join("; ")}`;
  return { name: "gpu room", state: "ok", found };
}

interface Need {
  readonly bytes: number;
  readonly largestBuffer: number;
}

/** Training and sampling as `rise bench` measures them; the larger of the two. */
function needOf({ config, train, decode }: BenchShape): Need {
  const { promptTokens, newTokens } = decode;
  const training = { threads: 1, rowTokens: train.tokensPerRow, rows: train.rows, lossShare: 1 };
  const needs = [
    gpuTrainingMemory(config, training),
    gpuSamplingMemory(config, { threads: 1, samples: 64, promptTokens, newTokens }),
  ];
  return {
    bytes: Math.max(...needs.map(({ parts }) => totalBytes(parts))),
    largestBuffer: Math.max(largestWeight(config), ...needs.map((need) => need.largestBuffer)),
  };
}

const largestWeight = (config: ModelConfig): number => Math.max(...weightTensors(config).map(({ bytes }) => bytes));

function describeFit(need: Need, { largestBuffer = Infinity, memoryBytes }: GpuLimits): string {
  const takes = `takes ${formatBytes(need.bytes)}, at most ${formatBytes(need.largestBuffer)} in one buffer`;
  if (need.largestBuffer > largestBuffer || need.bytes > (memoryBytes ?? Infinity)) return `does not fit (${takes})`;
  return memoryBytes === undefined ? takes : `fits (${takes})`;
}
