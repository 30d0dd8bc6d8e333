import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes a file of a folder, which is made where there is none, so that a reader never sees half of it. */
export function writeWhole(folder: string, name: string, content: string): void {
  mkdirSync(folder, { recursive: true });
  const writing = join(folder, `${name}.writing`);
  writeFileSync(writing, content, { flush: true });
  renameSync(writing, join(folder, name));
}
