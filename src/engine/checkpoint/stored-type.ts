import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { StoredType } from "./safetensors-header.ts";
import { openSafetensors } from "./safetensors-read.ts";

/**
 * The type in which most bytes of a model folder's weights are stored, whatever its config.json says.
 *
 * @returns undefined where the folder has no safetensors files
 * @throws CheckpointError if one of them is damaged
 */
export function storedTypeOf(folder: string): StoredType | undefined {
  if (!existsSync(folder)) return undefined;
  const bytes = new Map<StoredType, number>();
  const files = readdirSync(folder).filter((name) => /^model.*\.safetensors$/.test(name));
  for (const { type, begin, end } of files.flatMap((name) => openSafetensors(join(folder, name)).places)) {
    bytes.set(type, (bytes.get(type) ?? 0) + end - begin);
  }
  return [...bytes].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
