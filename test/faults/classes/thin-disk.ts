import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { differences, snapshotOf, toyRun, workFolder } from "../support/runs.ts";

/**
 * A file system in a file, which lies on a smaller disk than it says, as thin volumes do. When that is full, nothing is told to whoever
 * writes: only to whoever forces his writes to the disk.
 */
export const fault: Fault = {
  name: "a disk that lies on a smaller one, and takes no more",
  run({ full }) {
    const tally = new Tally();
    const root = workFolder("thin-disk");
    const [small, disk] = [join(root, "small"), join(root, "disk")];
    for (const folder of [small, disk]) mkdirSync(folder);
    const good = toyRun(join(root, "whole", "run"));
    if (good.status !== 0) tally.record("none", [good.said]);
    const want = good.status === 0 ? snapshotOf(join(root, "whole", "run")) : {};
    for (const kilobytes of full ? [560, 640, 720, 800, 960, 1200] : [720]) {
      const why = mountFailing(small, disk, kilobytes);
      if (why !== undefined) {
        tally.remark(`not tried with ${kilobytes} KB: ${why}`);
        continue;
      }
      const dir = join(disk, "run");
      const { status, said } = toyRun(dir);
      system("mount", "-o", "remount,size=64m", small); // room beneath
      system("umount", disk); // what was not forced to it is dropped, as by a machine that starts anew
      system("fsck.ext4", "-y", join(small, "image"));
      system("mount", "-o", "loop", join(small, "image"), disk);
      const last = toyRun(dir);
      tally.record(`${kilobytes} KB, exit ${status}`, [
        ...(status === 0 || (status !== null && !/no message|a fault of rise itself/.test(said)) ? [] : [`said ${said}`]), // prettier-ignore
        ...(last.status === 0 ? differences(want, dir) : [`does not go on: ${last.said}`]),
      ]);
      tally.remark(`${kilobytes} KB: ${said}`);
      system("umount", disk);
      system("umount", small);
      rmSync(join(small, "image"), { force: true });
    }
    return Promise.resolve(tally.result());
  },
};

/** A file system of 16 MB in a file on a disk of fewer bytes. @returns why there is none */
function mountFailing(small: string, disk: string, kilobytes: number): string | undefined {
  if (process.getuid?.() !== 0) return "only root may mount";
  const image = join(small, "image");
  const steps = [
    ["mount", "-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", small],
    ["truncate", "-s", "16m", image],
    ["mkfs.ext4", "-q", "-O", "^has_journal", "-E", "lazy_itable_init=1,nodiscard", "-m", "0", "-N", "64", image],
    ["mount", "-o", "loop", image, disk],
  ] as const;
  for (const [command, ...args] of steps) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
    if (status === 0) continue;
    system("umount", small);
    return `${command}: ${error?.message ?? stderr.trim()}`;
  }
  return undefined;
}

const system = (command: string, ...args: readonly string[]): void =>
  void spawnSync(command, args, { stdio: "ignore" });
