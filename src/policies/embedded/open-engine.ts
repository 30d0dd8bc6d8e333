import { availableParallelism } from "node:os";
import { Engine, readModelConfig, type EngineOptions } from "../../engine/index.ts";
import { requireRoom, roomsHere } from "./memory-room.ts";
import { renderingOf, type Rendering } from "./rendering.ts";

/** How the embedded engine runs; `threads` is by default the number of cores. */
export type EmbeddedOptions = Partial<EngineOptions>;

/** A model that the embedded engine holds, and how chats become its tokens. */
export interface EmbeddedModel extends Rendering {
  /** For records: the folder as the user names it. */
  readonly name: string;
  readonly engine: Engine;
  /** Longest sequence that the model reads, in tokens. */
  readonly maxTokens: number;
}

/**
 * Opens a model folder in the embedded engine.
 *
 * @throws ConfigError if the folder has no chat template; InfrastructureError if the memory cannot hold the model; the
 *   engine's errors if it cannot be read
 */
export async function openEmbedded(
  name: string,
  folder: string,
  use: "sampling" | "training",
  options: EmbeddedOptions,
): Promise<EmbeddedModel> {
  const { threads = availableParallelism(), lora } = options;
  const training = lora === undefined ? "training all weights" : "training an adapter";
  const config = readModelConfig(folder);
  requireRoom(name, config, use === "sampling" ? use : training, threads);
  // A model that is trained needs the memory for that: it is sampled in the usual rooms.
  const rooms = use === "sampling" ? roomsHere(config, threads) : {};
  const engine = await Engine.open(folder, { ...rooms, ...options });
  try {
    return { name, engine, ...renderingOf(engine.companions, folder), maxTokens: engine.config.maxPositions };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
