import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeFileWhole } from "../../disk/index.ts";
import { z } from "zod";
import { COMPANION_FILES, replaceFolder, type Companions } from "../../engine/index.ts";
import { ConfigError } from "../../mdp/index.ts";

const file = "tinker.json";

const pointerSchema = z.strictObject({
  url: z.string(),
  baseModel: z.string(),
  /** To sample from. */
  samplerPath: z.string(),
  /** To train on from. */
  weightsPath: z.string(),
});

/** Where a model that was trained on a server is kept there. */
type TinkerPointer = z.output<typeof pointerSchema>;

/** Writes the folder of a model whose weights stay on the server: what renders its chats, and where it is. Atomic. */
export function writePointer(folder: string, companions: Companions, pointer: TinkerPointer): void {
  const write = (writing: string): void => {
    for (const [name, text] of companions) writeFileWhole(join(writing, name), text);
    writeFileWhole(join(writing, file), `${JSON.stringify(pointer, null, 2)}\n`);
  };
  replaceFolder(folder, write, (name) => name === file || COMPANION_FILES.some((companion) => companion === name));
}

/**
 * Where the model of a folder is kept, if it is on a server.
 *
 * @throws ConfigError if the file is damaged
 */
export function readPointer(folder: string): TinkerPointer | undefined {
  const path = join(folder, file);
  if (!existsSync(path)) return undefined;
  const read = pointerSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (read.success) return read.data;
  throw new ConfigError(
    `${path} must say where the model is kept, got something else; train again, or restore the file`,
  );
}
