import { globSync, rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Tally, type Fault } from "../fault.ts";
import { differences, snapshotOf, toyRun, workFolder } from "../support/runs.ts";

/** A run is stopped in its middle, and something that it was made from is another when it is asked to go on (I13). */
export const fault: Fault = {
  name: "inputs changed before a run goes on",
  async run({ full }) {
    const tally = new Tally();
    const dir = join(workFolder("inputs"), "run");
    const weights = { TOY_WEIGHT: "2" };
    const early = full ? [3, 8, 20] : [8];
    const changes = [
      ["the weights of the base", weights, "fdatasync", early],
      // A training alone is left: no policy is opened before it. The third file to be renamed is its first state.
      ["the weights of the base, as its training saves its state", weights, "renameSync", full ? [3, 4, 5] : [4]],
      ["gold answers", { TOY_SHIFT: "1" }, "fdatasync", early],
    ] as const;
    for (const [what, env, call, points] of changes) {
      for (const after of points) {
        for (const made of [dir, `${dir}.problems`]) rmSync(made, { recursive: true, force: true });
        toyRun(dir, { under: dir, calls: [call], n: after, how: "SIGKILL" });
        const refused = toyRun(dir, undefined, env);
        const accepted = toyRun(dir, undefined, { ...env, TOY_ACCEPT: "1" });
        tally.record(`${what}, after ${after}`, [
          ...(refused.status === 2 && /began with/.test(refused.said)
            ? []
            : [`exit ${refused.status}: ${refused.said}`]),
          ...(accepted.status === 0 ? [] : [`not accepted: ${accepted.said}`]),
        ]);
      }
    }
    for (const after of full ? [3, 8, 20] : [8]) {
      const shifted = { NODE_OPTIONS: `--import=${pathToFileURL(clockModule).href}`, CLOCK_SHIFT_MS: String(-yearMs) };
      for (const made of [dir, `${dir}.problems`]) rmSync(made, { recursive: true, force: true });
      toyRun(dir);
      const want = snapshotOf(dir);
      rmSync(dir, { recursive: true });
      toyRun(dir, { under: dir, calls: ["fdatasync"], n: after, how: "SIGKILL" });
      agePast(`${dir}.problems`);
      agePast(dir);
      const { status, said } = toyRun(dir, undefined, shifted);
      tally.record(`the clock a year back and all files' times reset, after ${after}`, [
        ...(status === 0 ? [] : [`exit ${status}: ${said}`]),
        ...differences(want, dir),
      ]);
    }
    return tally.result();
  },
};

const clockModule = join(import.meta.dirname, "../support/shifted-clock.ts");
const yearMs = 365 * 86_400_000;

/** Gives every file below a folder the first second of 1970, as some archives and copies do. */
function agePast(folder: string): void {
  for (const name of globSync("**", { cwd: folder })) utimesSync(join(folder, name), 0, 0);
}
