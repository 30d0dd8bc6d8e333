import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a file whole or not at all, whenever the process or the machine stops. */
export function writeDurably(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { flush: true });
  renameDurably(temporary, path);
}

/** Gives a file, whose bytes are on the disk, its final name, and waits until the disk has that as well. */
export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  if (process.platform === "win32") return; // folders cannot be opened there
  const folder = openSync(dirname(to), "r");
  fsyncSync(folder);
  closeSync(folder);
}
