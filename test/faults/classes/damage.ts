import { cpSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { changedFiles } from "../../../src/disk/index.ts";
import { createRng } from "../../../src/mdp/index.ts";
import { readRun, recoverRun, verifyRun } from "../../../src/store/index.ts";
import { contentsOf, writeKilledRun, writeRun } from "../../../src/store/log/testing.ts";
import { Tally, type Fault } from "../fault.ts";
import { workFolder } from "../support/runs.ts";

/** Bits flip in each important file, files are torn and pages overwritten: found by whoever reads, told by verify, mended by recover (I12). */
export const fault: Fault = {
  name: "bits flipped, files torn, pages overwritten",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("damage");
    const [finished, killed, dir] = [join(root, "finished"), join(root, "killed"), join(root, "run")];
    await writeRun(finished);
    await writeKilledRun(killed);
    const rng = createRng(5);
    const kinds = [
      ["run.sqlite", finished],
      ["run.sqlite-wal", killed],
      ["iteration-1/model/model.safetensors", finished],
    ] as const;
    for (const [name, from] of kinds) {
      const file = join(dir, name);
      const fresh = (): void => {
        rmSync(dir, { recursive: true, force: true });
        cpSync(from, dir, { recursive: true });
      };
      fresh();
      const want = read(dir);
      for (let i = 0; i < (full ? 60 : 30); i++) {
        fresh();
        const bytes = readFileSync(file);
        const at = rng.below(bytes.length);
        const how =
          name.endsWith("-wal") || i % 3 < 2 ? "flip" : name === "run.sqlite" && i % 2 === 0 ? "page" : "tear";
        if (how === "tear") truncateSync(file, at);
        else {
          if (how === "flip") bytes[at] = (bytes[at] ?? 0) ^ (1 << rng.below(8));
          else bytes.fill(0x5a, at - (at % 4096), at - (at % 4096) + 4096);
          writeFileSync(file, bytes);
        }
        tally.record(`${how} at ${at} of ${name}`, faultsOf(dir, want));
      }
    }
    return tally.result();
  },
};

/** What a reader of the run gets, or undefined where it is refused. */
function read(dir: string): string | undefined {
  try {
    const changed = changedFiles(join(dir, "iteration-1/model"));
    if (changed.length > 0) return undefined; // as whoever opens a model does
    const model = join(dir, "iteration-1/model/model.safetensors");
    const run = readRun(dir);
    try {
      return JSON.stringify([contentsOf(run), readIfThere(model)]);
    } finally {
      run.close();
    }
  } catch (error) {
    if (error instanceof Error && /ConfigError|DiskError/.test(error.name)) return undefined;
    return `no refusal in words: ${String(error)}`;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}

function faultsOf(dir: string, want: string | undefined): readonly string[] {
  const found = verifyRun(dir);
  const got = read(dir);
  const broken = [];
  if (got !== undefined && got !== want) broken.push("read as good");
  if (got === undefined && found.length === 0) broken.push("refused, and verify finds nothing");
  if (found.length > 0) {
    recoverRun(dir);
    const left = verifyRun(dir);
    if (left.length > 0) broken.push(`after recovery ${left[0]?.where}: ${left[0]?.what}`);
  }
  return broken;
}
