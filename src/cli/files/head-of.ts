import { closeSync, openSync, readSync } from "node:fs";

/** The first bytes of a file, as characters of one byte each; fewer where it is shorter. */
export function headOf(file: string, bytes: number): string {
  const head = Buffer.alloc(bytes);
  const descriptor = openSync(file, "r");
  try {
    return head.toString("latin1", 0, readSync(descriptor, head));
  } finally {
    closeSync(descriptor);
  }
}
