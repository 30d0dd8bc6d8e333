import { freemem } from "node:os";
import {
  parameterCount,
  samplingMemory,
  samplingRooms,
  totalBytes,
  trainingMemory,
  type AdapterConfig,
  type ModelConfig,
  type SamplingRooms,
} from "../../engine/index.ts";
import { InfrastructureError } from "../../mdp/index.ts";

/** The uses of a model, the least demanding first. */
export const modelUses = ["sampling", "training an adapter", "training all weights"] as const;

/** See {@link modelUses}. */
export type ModelUse = (typeof modelUses)[number];

/** The least memory that a use of a model takes: a single short row. */
export interface UseOfMemory {
  readonly use: ModelUse;
  readonly bytes: number;
  readonly fits: boolean;
}

/** An adapter of the usual size. */
const usualAdapter: AdapterConfig = {
  rank: 16,
  alpha: 32,
  targets: ["q_proj", "v_proj"],
  dropout: 0,
  rankStabilised: false,
  seed: 0,
};
const shortRow = { rowTokens: 64, rows: 1, lossShare: 1 };

/** Memory that this process may hold, in bytes: what it has, and what the system and its container's limit leave. */
export function memoryRoomBytes(): number {
  const own = process.memoryUsage.rss();
  const limit = process.constrainedMemory(); // 0 or beyond all memory where there is none
  return Math.min(own + freemem(), limit > 0 ? limit : Infinity);
}

/** The rooms for sampling that this machine has beside a model. */
export function roomsHere(config: ModelConfig, threads: number): SamplingRooms {
  return samplingRooms(config, threads, memoryRoomBytes());
}

/** The least memory of each use of a model here, and whether it fits. */
export function usesOfMemory(
  config: ModelConfig,
  threads: number,
  roomBytes = memoryRoomBytes(),
): readonly UseOfMemory[] {
  return modelUses.map((use) => {
    const bytes = leastBytes(config, use, threads);
    return { use, bytes, fits: bytes <= roomBytes };
  });
}

/**
 * Refuses a model that this machine's memory cannot hold, before anything is allocated: the system would end the process midway.
 *
 * @param model for the message
 * @throws InfrastructureError with the cure
 */
export function requireRoom(
  model: string,
  config: ModelConfig,
  use: ModelUse,
  threads: number,
  roomBytes = memoryRoomBytes(),
): void {
  const bytes = leastBytes(config, use, threads);
  if (bytes <= roomBytes) return;
  const other = usesOfMemory(config, threads, roomBytes).filter(({ fits }) => fits);
  const instead = other.length === 0 ? "" : `; ${other.map((one) => one.use).join(" and ")} would fit`;
  throw new InfrastructureError(
    `${use} with model ${model} (${(parameterCount(config) / 1e6).toFixed(0)} million parameters) needs ${gigabytes(bytes)} of ` +
      `memory at least, but ${gigabytes(roomBytes)} can be had here${instead}; use a smaller model, a machine with more memory, ` +
      "or servers: rollouts and trainer in the config",
  );
}

function leastBytes(config: ModelConfig, use: ModelUse, threads: number): number {
  if (use === "sampling")
    return totalBytes(samplingMemory(config, { threads, samples: 1, promptTokens: 64, newTokens: 64 }));
  const adapter = use === "training an adapter" ? { adapter: usualAdapter } : {};
  return totalBytes(trainingMemory(config, { threads, ...shortRow, ...adapter }));
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
