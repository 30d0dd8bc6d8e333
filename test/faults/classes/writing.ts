import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import { inherited } from "../support/runs.ts";

const disk = new URL("../../../src/disk/index.ts", import.meta.url).href;

/** A file is written where only some of its bytes find room: the old one stays, and the message says why. */
export const fault: Fault = {
  name: "a file cut short by the system",
  run({ full }) {
    const tally = new Tally();
    const root = mkdtempSync(join(tmpdir(), "rise-faults-writing-"));
    const file = join(root, "report.html");
    for (const blocks of full ? [1, 2, 8, 16, 64, 100, 195] : [1, 64]) {
      writeFileSync(file, "old");
      const script = `
        const { writeFileWhole } = await import(${JSON.stringify(disk)});
        try { writeFileWhole(${JSON.stringify(file)}, "x".repeat(100_000)); console.log("written"); }
        catch (error) { console.log(error.message); }`;
      // Beyond this many blocks of 512 bytes a write is cut short, and the next one fails.
      const limited = `trap '' XFSZ; ulimit -f ${blocks}; exec "$@"`;
      const { stdout } = spawnSync(
        "sh",
        ["-c", limited, "sh", process.execPath, ...inherited(), "--input-type=module", "-e", script],
        { encoding: "utf8" },
      );
      const broken = [];
      if (!stdout.startsWith(`cannot write ${file}: `)) broken.push(`said ${stdout.trim()}`);
      if (readFileSync(file, "utf8") !== "old") broken.push("the old file is gone");
      if (readdirSync(root).length !== 1) broken.push("half a file stays");
      tally.record(`${blocks} blocks`, broken);
    }
    rmSync(root, { recursive: true });
    return Promise.resolve(tally.result());
  },
};
