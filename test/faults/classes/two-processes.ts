import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { openRun, readRun, verifyRun } from "../../../src/store/index.ts";
import { contentsOf, fillRun, runConfig, writeKilledRun, writeRun } from "../../../src/store/log/testing.ts";
import { workFolder } from "../support/runs.ts";

/** Two who want to write, what a dead one left, and folders that are copied or moved under a run. */
export const fault: Fault = {
  name: "two processes, stale locks, copied and moved folders",
  async run() {
    const tally = new Tally();
    const root = workFolder("two-processes");
    const [finished, dir] = [join(root, "finished"), join(root, "run")];
    await writeRun(finished);
    const want = contents(finished);
    const fresh = (): void => {
      rmSync(dir, { recursive: true, force: true });
      cpSync(finished, dir, { recursive: true });
    };

    fresh();
    const first = openRun(dir, runConfig);
    tally.record(
      "a second writer",
      refusal(() => openRun(dir, runConfig), "is being written by process"),
    );
    tally.record("a reader beside a writer", contents(dir) === want ? [] : ["reads other things"]);
    cpSync(dir, `${dir}.copy`, { recursive: true });
    tally.record("a copy made under a writer", [
      ...(contents(`${dir}.copy`) === want ? [] : ["reads other things"]),
      ...verifyRun(`${dir}.copy`).map(({ where }) => where),
    ]);
    renameSync(dir, `${dir}.moved`);
    tally.record(
      "the folder moved under a writer",
      refusal(() => first.saveDocument("evaluate/late", 1), "is gone"),
    );
    first.close();
    tally.record("and opened where it is now", contents(`${dir}.moved`) === want ? [] : ["reads other things"]);

    fresh();
    writeFileSync(join(dir, "lock.pid"), `${process.pid}\n`);
    tally.record(
      "a stale lock that names a living process",
      refusal(() => openRun(dir, runConfig).close(), undefined),
    );

    const killed = join(root, "killed");
    await writeKilledRun(killed);
    for (const [beside, refused] of [
      [finished, "another run's log"],
      [killed, undefined],
    ] as const) {
      rmSync(dir, { recursive: true, force: true });
      cpSync(beside, dir, { recursive: true });
      cpSync(join(killed, "run.sqlite-wal"), join(dir, "run.sqlite-wal"));
      tally.record(
        refused === undefined ? "a run's own log copied" : "the log of another run of the same config copied",
        refusal(() => openRun(dir, runConfig).close(), refused),
      );
    }

    fresh();
    const deleted = openRun(dir, runConfig);
    rmSync(dir, { recursive: true });
    await fillRun(deleted).then(
      () => tally.record("the folder deleted under a writer", ["went on"]),
      (error: Error) =>
        tally.record(
          "the folder deleted under a writer",
          error.message.includes("is gone") || error.message.includes("written once") ? [] : [error.message],
        ),
    );
    deleted.close();
    return tally.result();
  },
};

function contents(dir: string): string {
  const run = readRun(dir);
  try {
    return JSON.stringify(contentsOf(run));
  } finally {
    run.close();
  }
}

/** What is broken where something is to be refused in these words, or, without words, allowed. */
function refusal(work: () => unknown, words: string | undefined): readonly string[] {
  try {
    work();
    return words === undefined ? [] : ["was allowed"];
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return words !== undefined && said.includes(words) ? [] : [said];
  }
}
