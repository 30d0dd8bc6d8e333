import { statSync } from "node:fs";
import { join } from "node:path";

/** The longest step in which a file system's clock goes on: what is written twice within one has one time. */
const longestTickMs = 50;

/**
 * Changes whenever the run's record does: also where other files of the same sizes and times are put in its place, and where a page
 * of the log is written over. While the last write may share its time with the next, no two stamps are alike.
 *
 * @param nowMs as the system's clock has it
 */
export function recordStamp(dir: string, nowMs: number): string {
  return ["run.sqlite", "run.sqlite-wal"]
    .map((name) => statSync(join(dir, name), { bigint: true, throwIfNoEntry: false }))
    .map((stat) => {
      if (stat === undefined) return "-";
      const { dev, ino, size, mtimeNs, ctimeNs } = stat;
      const isFresh = Math.abs(nowMs - Number(ctimeNs / 1_000_000n)) <= longestTickMs;
      return [dev, ino, size, mtimeNs, ctimeNs, ...(isFresh ? [nowMs] : [])].join(" ");
    })
    .join("; ");
}
