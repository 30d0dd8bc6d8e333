import { appendFileSync, existsSync, globSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../../disk/index.ts";
import { scalarRecord, versionRecord, type Scalar } from "./event.ts";

/** An event file that TensorBoard reads while it grows. */
export interface EventFile {
  /** Its path. */
  readonly file: string;
  add(scalars: readonly Scalar[]): void;
}

/** Begins an event file in a folder; a run that is resumed begins another, and TensorBoard reads them as one. */
export function createEventFile(folder: string, nowMs: () => number = Date.now): EventFile {
  const seconds = (): number => nowMs() / 1000;
  const host = hostname().replaceAll(/[^\w-]/g, "_");
  const named = Math.max(Math.floor(seconds()), latestIn(folder) + 1);
  const file = join(folder, `events.out.tfevents.${named}.${host}.${process.pid}`);
  const begin = (): void => {
    makeFolder(folder);
    appendFileSync(file, versionRecord(seconds()));
  };
  begin();
  return {
    file,
    add(scalars) {
      const known = scalars.filter(({ value }) => Number.isFinite(value));
      if (known.length === 0) return;
      if (!existsSync(file)) begin(); // somebody cleared the curves: a run does not end for that
      appendFileSync(file, Buffer.concat(known.map((scalar) => scalarRecord(scalar, seconds()))));
    },
  };
}

/**
 * The largest second that names a file of events in a folder, 0 where there is none: TensorBoard goes from a file to those whose names
 * come later, and the clock may have been set back.
 */
function latestIn(folder: string): number {
  const names = globSync("events.out.tfevents.*", { cwd: folder });
  return Math.max(0, ...names.map((name) => Number(name.split(".")[3])).filter(Number.isSafeInteger));
}
