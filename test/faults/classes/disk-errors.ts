import { rmSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import type { FaultPlan } from "../support/fault-layer.ts";
import { differences, snapshotOf, toyRun, workFolder } from "../support/runs.ts";

const kinds: readonly Omit<FaultPlan, "under" | "n">[] = [
  { calls: ["writeSync"], how: "ENOSPC", forever: true },
  { calls: ["writeSync"], how: "SHORT" },
  { calls: ["fsyncSync", "fdatasyncSync", "fdatasync"], how: "EIO" },
  { calls: ["renameSync"], how: "EIO" },
  { calls: ["openSync"], how: "EMFILE" },
  { calls: ["openSync"], how: "EROFS", forever: true },
  { calls: ["mkdirSync"], how: "ENOSPC" },
  { calls: ["writeSync"], how: "EIO" },
];

/** The n-th call fails, once or for ever: the run says so and ends otherwise than with 0, and the same command then ends as if nothing had been. */
export const fault: Fault = {
  name: "EIO, ENOSPC, EMFILE, EROFS, short writes at the n-th call",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("disk-errors");
    const [whole, dir] = [join(root, "whole", "run"), join(root, "run")];
    const good = toyRun(whole);
    if (good.status !== 0) tally.record("none", [good.said]);
    else {
      const want = snapshotOf(whole);
      for (const kind of full ? kinds : kinds.slice(0, 3)) {
        const fresh = (): void =>
          [dir, `${dir}.problems`].forEach((made) => rmSync(made, { recursive: true, force: true }));
        fresh();
        const { calls: count } = toyRun(dir, { ...kind, forever: false, under: dir, n: 0 });
        const points = full ? [1, 2, 3, Math.ceil(count / 3), Math.ceil(count / 2), count] : [Math.ceil(count / 2)];
        for (const n of new Set(points.filter((point) => point <= count))) {
          fresh();
          const { status, said } = toyRun(dir, { ...kind, under: dir, n });
          const isTold = status === 0 || (status !== null && !/no message|a fault of rise itself/.test(said));
          const isHeld = status !== 0 || differences(want, dir).length === 0;
          const again = toyRun(dir);
          tally.record(`${kind.calls[0]} ${kind.how} ${n} of ${count}`, [
            ...(isTold ? [] : [`said ${said}`]),
            ...(isHeld ? [] : ["ended with 0 and other results"]),
            ...(again.status === 0 ? differences(want, dir) : [`does not go on: ${again.said}`]),
          ]);
        }
      }
    }
    tally.remark("SQLite's own calls are not reached by this layer: ENOSPC there is `small-disk`'s");
    return tally.result();
  },
};
