import { rmSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { differences, limitedToyRun, snapshotOf, toyRun, workFolder } from "../support/runs.ts";

/** Blocks of 512 bytes that a file may have: the record, its log and the report reach each of these. */
const blocks = [1, 8, 16, 40, 64, 100, 150, 200, 300, 400, 600, 1000];
/** Files that may be open: Node alone needs about twenty. */
const files = [20, 21, 22, 23, 24, 25, 26, 27, 28, 30, 32, 36];

/** The system's own errors, in whatever library they come, SQLite's as well: said in words, and the same command without the limit ends as if nothing had been. */
export const fault: Fault = {
  name: "the system's own limits: EFBIG and EMFILE, in SQLite as well",
  run({ full }) {
    const tally = new Tally();
    const root = workFolder("system-limits");
    const [whole, dir] = [join(root, "whole", "run"), join(root, "run")];
    const good = toyRun(whole);
    if (good.status !== 0) tally.record("none", [good.said]);
    const want = good.status === 0 ? snapshotOf(whole) : {};
    const limits = [...blocks.map((n) => `-f ${n}`), ...files.map((n) => `-n ${n}`)];
    let [told, unharmed, unborn] = [0, 0, 0];
    for (const limit of good.status !== 0 ? [] : full ? limits : ["-f 64", "-n 24"]) {
      for (const made of [dir, `${dir}.problems`]) rmSync(made, { recursive: true, force: true });
      const { status, said } = limitedToyRun(dir, limit);
      if (isNodesOwn(said)) unborn++;
      else if (status === 0) unharmed++;
      else told++;
      const last = toyRun(dir);
      tally.record(`ulimit ${limit}`, [
        ...(status === 0 && differences(want, dir).length > 0 ? ["ended with 0 and other results"] : []),
        ...(status === 0 || isNodesOwn(said) || isTold(status, said) ? [] : [`exit ${status}, said ${said}`]),
        ...(last.status === 0 ? differences(want, dir) : [`does not go on: ${last.said}`]),
      ]);
    }
    tally.remark(`${told} were told, ${unharmed} did no harm, under ${unborn} Node itself could not start`);
    return Promise.resolve(tally.result());
  },
};

const isTold = (status: number | null, said: string): boolean =>
  status !== null && !/no message|a fault of rise itself/.test(said);

/** Before the first line of ours. */
const isNodesOwn = (said: string): boolean =>
  /no message: [^]*(Assertion failed|node::|node:internal\/modules\/|loadESM|FATAL)/.test(said);
