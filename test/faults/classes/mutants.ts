import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { mutants, type Mutant } from "../support/mutants.ts";

/** Each promise of the store is taken away in turn; the class of faults that guards it must find it. */
export const fault: Fault = {
  name: "mutants of the store, each to be caught",
  async run({ full }) {
    const tally = new Tally();
    if (process.env["MUTANT"] !== undefined) return tally.result(); // one at a time
    for (const mutant of full ? mutants : mutants.slice(0, 2)) {
      const said = outcomeUnder(mutant);
      tally.record(mutant.name, said.isCaught ? [] : [`not caught by ${mutant.caughtBy}: ${said.last}`]);
      tally.remark(`${mutant.name}: ${said.isCaught ? "caught" : "missed"} by ${mutant.caughtBy}: ${said.last}`);
    }
    return tally.result();
  },
};

function outcomeUnder(mutant: Mutant): { readonly isCaught: boolean; readonly last: string } {
  const root = join(import.meta.dirname, "..");
  const args = [
    "--import",
    join(root, "support/mutant-loader.ts"),
    join(root, "run-faults.ts"),
    "--only",
    mutant.caughtBy,
  ];
  const env = { ...process.env, MUTANT: JSON.stringify(mutant) };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env, timeout: 600_000 });
  const counts = /(\d+) faults injected, (\d+) invariants violated/.exec(stdout);
  // A class that cannot run at all catches nothing: it must have counted.
  const isCaught = status === 1 && Number(counts?.[1] ?? 0) > 0 && Number(counts?.[2] ?? 0) > 0;
  const [example = stderr.slice(-300)] = stderr.split("\n").filter((line) => line.trim() !== "");
  return { isCaught, last: `${counts?.[0] ?? "no count"}; ${example.slice(0, 160)}` };
}
