import { availableParallelism } from "node:os";
import { Engine, readModelConfig, type EngineOptions } from "../../engine/index.ts";
import { requireRoom, roomsHere } from "./memory-room.ts";
import { renderingOf, type Rendering } from "./rendering.ts";

/** What becomes of samples under way when their signal aborts: they are short and worth keeping, or nobody waits for them. */
export type WhenAborted = "finish" | "drop";

/** How the embedded engine runs; `threads` is by default the number of cores. */
export type EmbeddedOptions = Partial<EngineOptions> & {
  /** Default: finish, for up to two seconds. */
  readonly whenAborted?: WhenAborted;
};

/** A model that the embedded engine holds, and how chats become its tokens. */
export interface EmbeddedModel extends Rendering {
  /** For records: the folder as the user names it. */
  readonly name: string;
  readonly engine: Engine;
  /** Longest sequence that the model reads, in tokens. */
  readonly maxTokens: number;
  readonly whenAborted: WhenAborted;
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
  const { whenAborted = "finish", ...engineOptions } = options;
  const { threads = availableParallelism(), lora } = engineOptions;
  const training = lora === undefined ? "training all weights" : "training an adapter";
  const config = readModelConfig(folder);
  requireRoom(name, config, use === "sampling" ? use : training, threads);
  // A model that is trained needs the memory for that: it is sampled in the usual rooms.
  const rooms = use === "sampling" ? roomsHere(config, threads) : {};
  const engine = await Engine.open(folder, { ...rooms, ...engineOptions });
  try {
    return {
      name,
      engine,
      whenAborted,
      ...renderingOf(engine.companions, folder),
      maxTokens: engine.config.maxPositions,
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}
