import { existsSync, symlinkSync } from "node:fs";
import { basename } from "node:path";
import type { WantedWeights } from "./swap.ts";

/**
 * A path of the folder that no other weights ever had: a server keeps what it loaded under a name, also when the folder of
 * that name has long been rewritten.
 */
export function ownName({ folder, digest }: Pick<WantedWeights, "folder" | "digest">): string {
  const name = `${folder.replace(/\/+$/, "")}-${digest.slice(0, 8)}`;
  if (!existsSync(name)) symlinkSync(basename(folder), name, "dir");
  return name;
}
