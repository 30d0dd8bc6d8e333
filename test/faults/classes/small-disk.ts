import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { differences, snapshotOf, toyRun, workFolder } from "../support/runs.ts";

/** A run on a disk that is too small says that it is full, where, and how much is free; with room it ends as if nothing had been. */
export const fault: Fault = {
  name: "a disk too small, then room",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("small-disk");
    const disk = join(root, "disk");
    mkdirSync(disk);
    const mount = (...options: string[]): boolean =>
      spawnSync("mount", ["-t", "tmpfs", ...options, "tmpfs", disk], { stdio: "ignore" }).status === 0;
    if (!mount("-o", "size=1m")) {
      tally.remark("not tried: only root may mount a small disk");
      return tally.result();
    }
    spawnSync("umount", [disk]);
    const whole = join(root, "whole", "run");
    toyRun(whole);
    const want = snapshotOf(whole);
    for (const kilobytes of full ? [40, 60, 100, 150, 200, 300, 400, 600] : [60, 300]) {
      mount("-o", `size=${kilobytes}k`);
      const { status, said } = toyRun(join(disk, "run"));
      spawnSync("mount", ["-o", "remount,size=60m", disk]);
      const last = toyRun(join(disk, "run"));
      tally.record(`${kilobytes} KB`, [
        ...(status === 0 || /the disk is full \(.* free in .*\)/.test(said) ? [] : [`said ${said}`]),
        ...(last.status === 0 ? differences(want, join(disk, "run")) : [`does not go on: ${last.said}`]),
      ]);
      spawnSync("umount", [disk]);
    }
    return tally.result();
  },
};
