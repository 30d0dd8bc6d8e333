import { rmSync } from "node:fs";
import { join } from "node:path";
import { createRng } from "../../../src/mdp/index.ts";
import { Tally, type Fault } from "../fault.ts";
import { workFolder } from "../support/runs.ts";
import { differencesFrom, resultsOf, rise, smallRun, wholeRun } from "../support/rise-runs.ts";

/** A run of the embedded engine is killed at random moments, again and again until it ends: metrics, record and weights are those of one that was not (I1, I2, I3). */
export const fault: Fault = {
  name: "a whole run killed at random moments",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("killed-at-random");
    const command = smallRun(root, 1);
    const [whole, dir] = [join(root, "whole"), join(root, "run")];
    const startMs = performance.now();
    const good = await rise([...command, whole]);
    const tookMs = performance.now() - startMs;
    if (good.status !== 0) {
      tally.record("none", [good.stderr.slice(-300)]);
      return tally.result();
    }
    const want = wholeRun(whole);
    const rng = createRng(9);
    const kills = full ? 20 : 2;
    let [killed, ended] = [0, 0];
    while (killed < kills || ended === 0) {
      // A process that begins needs a part of its time before it does anything; the last one is left alone.
      const ms = killed < kills ? tookMs * (0.15 + 0.85 * rng.next()) : tookMs * 20;
      const { status, stdout, stderr } = await rise([...command, dir], { killAfterMs: ms });
      if (status === null) {
        killed++;
        tally.record(`killed after ${Math.round(ms)} ms`, []);
        continue;
      }
      ended++;
      const isSame = status === 0 && resultsOf(stdout) === resultsOf(good.stdout);
      const broken = status === 0 ? differencesFrom(want, dir) : [`does not go on: ${stderr.slice(-300)}`];
      tally.record(`the run after ${killed} kills`, [...broken, ...(isSame ? [] : ["has other results"])]);
      rmSync(dir, { recursive: true, force: true });
    }
    tally.remark(`${killed} kills in ${ended} runs of ${(tookMs / 1000).toFixed(1)} s`);
    return tally.result();
  },
};
