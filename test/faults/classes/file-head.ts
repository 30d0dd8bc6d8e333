import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openRun, readRun, verifyRun } from "../../../src/store/index.ts";
import { contentsOf, runConfig, writeRun } from "../../../src/store/log/testing.ts";
import { Tally, type Fault } from "../fault.ts";
import { workFolder } from "../support/runs.ts";

/** A database's first 100 bytes: no row's checksum guards them. */
const headBytes = 100;

/** One bit of the record's head flips: it is refused, or what is read is the same and what is then written stays good (I12). */
export const fault: Fault = {
  name: "bits of the database's own head flipped",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("file-head");
    const [finished, dir] = [join(root, "finished"), join(root, "run")];
    await writeRun(finished);
    const want = contents(finished);
    for (let bit = 0; bit < 8 * headBytes; bit += full ? 1 : 29) {
      rmSync(dir, { recursive: true, force: true });
      cpSync(finished, dir, { recursive: true });
      const file = join(dir, "run.sqlite");
      const bytes = readFileSync(file);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      writeFileSync(file, bytes);
      tally.record(`byte ${bit >> 3} bit ${bit & 7}`, await faultsOf(dir, want));
    }
    return tally.result();
  },
};

async function faultsOf(dir: string, want: string | undefined): Promise<readonly string[]> {
  const found = verifyRun(dir);
  const got = contents(dir);
  if (got === undefined) return found.length > 0 ? [] : ["refused, and verify finds nothing"];
  if (got !== want) return ["read as good"];
  const isWritten = await written(dir);
  const again = contents(dir);
  if (again !== want)
    return [`${isWritten ? "written" : "not written"}, then ${again === undefined ? "refused" : "another"}`];
  return isWritten ? verifyRun(dir).map(({ where, what }) => `after writing ${where}: ${what}`) : [];
}

/** What is read, or undefined where it is refused in words. */
function contents(dir: string): string | undefined {
  return unlessRefused(() => {
    const run = readRun(dir);
    try {
      return JSON.stringify(contentsOf(run));
    } finally {
      run.close();
    }
  });
}

/** Goes on with the run: many answers, so that pages are added. @returns whether it was allowed */
async function written(dir: string): Promise<boolean> {
  const run = unlessRefused(() => openRun(dir, runConfig));
  if (run === undefined) return false;
  const usage = { generatedTokens: 1, readTokens: 1 };
  for (let i = 0; i < 40; i++)
    await run.attempts.put(`late/${i}`, [{ text: "x".repeat(5000), stop: "endOfTurn", usage }]);
  run.close();
  return true;
}

function unlessRefused<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error && /^(ConfigError|DamageError|DiskError)$/.test(error.name)) return undefined;
    throw error;
  }
}
