import { join } from "node:path";
import { rmSync } from "node:fs";
import { Tally, type Fault } from "../fault.ts";
import type { FaultPlan } from "../support/fault-layer.ts";
import { differences, sampleFaults, snapshotOf, toyRun, workFolder } from "../support/runs.ts";

/** Where a process may die: before each of these. */
const calls = ["writeSync", "fsyncSync", "fdatasync", "fdatasyncSync", "renameSync", "openSync", "mkdirSync", "rmSync"];

/** A run is killed before its n-th call of the disk, for rising n, again while it recovers, and then ends as if nothing had been (I1, I2, I3). */
export const fault: Fault = {
  name: "SIGKILL before the n-th call, and again during recovery",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("killed");
    const [whole, dir] = [join(root, "whole", "run"), join(root, "run")];
    const counted = toyRun(whole, { under: whole, calls, n: 0, how: "SIGKILL" });
    const broken = counted.status === 0 ? sampleFaults(whole) : [`without a fault: ${counted.said}`];
    tally.record("none", broken);
    if (broken.length > 0) return tally.result();
    const want = snapshotOf(whole);
    const points = full ? 25 : 3;
    for (let i = 0; i < points; i++) {
      for (const made of [dir, `${dir}.problems`]) rmSync(made, { recursive: true, force: true });
      const n = 1 + Math.round((i * (counted.calls - 1)) / (points - 1));
      const killing = (at: number): FaultPlan => ({ under: dir, calls, n: at, how: "SIGKILL" });
      const first = toyRun(dir, killing(n));
      const again = toyRun(dir, killing(1 + (n % 7)));
      const last = toyRun(dir);
      tally.record(`call ${n} of ${counted.calls}`, [
        ...(first.status === null ? [] : [`was not killed: ${first.said}`]),
        ...(again.status === null || again.status === 0 ? [] : [`recovery: ${again.said}`]),
        ...(last.status === 0 ? differences(want, dir) : [`does not go on: ${last.said}`]),
        ...(last.stdout === counted.stdout ? [] : ["has other results"]),
      ]);
    }
    return tally.result();
  },
};
