import { rmSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { toyRun, workFolder } from "../support/runs.ts";

/** A run is stopped in its middle, and something that it was made from is another when it is asked to go on (I13). */
export const fault: Fault = {
  name: "inputs changed before a run goes on",
  async run({ full }) {
    const tally = new Tally();
    const dir = join(workFolder("inputs"), "run");
    const changes = [
      ["the weights of the base", { TOY_WEIGHT: "2" }],
      ["gold answers", { TOY_SHIFT: "1" }],
    ] as const;
    for (const [what, env] of changes) {
      for (const after of full ? [3, 8, 20] : [8]) {
        for (const made of [dir, `${dir}.problems`]) rmSync(made, { recursive: true, force: true });
        toyRun(dir, { under: dir, calls: ["fdatasync"], n: after, how: "SIGKILL" });
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
    return tally.result();
  },
};
