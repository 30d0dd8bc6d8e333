import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Job } from "../job.ts";

const tailBytes = 4096;

/** A job's output, where it prints to its folder. */
export function logFile({ folder }: Job): string {
  return join(folder, "log.txt");
}

/** The last lines of a job's log. */
export function logTail(job: Job): string {
  const file = logFile(job);
  if (!existsSync(file)) return "";
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    readSync(descriptor, tail, 0, tail.length, size - tail.length);
    return tail.toString();
  } finally {
    closeSync(descriptor);
  }
}
