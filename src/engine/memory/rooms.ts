import { cacheBytesPerToken, defaultSampling } from "../decoding/index.ts";
import type { ModelConfig } from "../model/index.ts";
import { crewSize } from "../worker/index.ts";
import { samplingMemory, totalBytes } from "./predict.ts";

/** Memory that a sampler may take besides the model: for samples under way, and for beginnings of chats that were read. */
export interface SamplingRooms {
  /** Of each thread that holds the model. */
  readonly cacheBytes: number;
  /** Of all threads together. */
  readonly prefixBytes: number;
}

/** Of what the model leaves: others want memory, too. */
const shareOfSpare = 1 / 6;
/** More is not worth taking. */
const maxBytes = 2 ** 33;

/**
 * The rooms that a machine has for sampling: as much as is useful and a sixth of the memory that the model leaves, each, but not
 * less than by default. A room for many long chats keeps more samples under way, and keeps a chat's beginning until its next turn.
 *
 * @param bytes memory that can be had for everything
 */
export function samplingRooms(config: ModelConfig, threads: number, bytes: number): SamplingRooms {
  const { cacheBytes, prefixBytes, maxBatch } = defaultSampling;
  const { workers } = crewSize(config, threads);
  const least = samplingMemory(config, { threads, samples: 1, promptTokens: 64, newTokens: 64 });
  const share = Math.floor(Math.max(0, bytes - totalBytes(least)) * shareOfSpare);
  const chats = maxBatch * config.maxPositions * cacheBytesPerToken(config);
  return {
    cacheBytes: Math.max(cacheBytes, Math.min(Math.floor(share / workers), chats, maxBytes)),
    prefixBytes: Math.max(prefixBytes, Math.min(share, 2 * workers * chats, maxBytes)),
  };
}
