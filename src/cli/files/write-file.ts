import { mkdirSync, openSync, writeSync, fsyncSync, closeSync, renameSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a text file whole or not at all: what stood there stays until the new text is on the disk. */
export function writeFileWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const writing = `${file}.writing`;
  const descriptor = openSync(writing, "w");
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(writing, file);
}
