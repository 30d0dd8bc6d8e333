import { spawnSync } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readCheckpoint, recoverFolder } from "../../../src/engine/index.ts";
import { Tally, type Fault } from "../fault.ts";
import { workFolder } from "../support/runs.ts";

const calls = ["writeSync", "fsyncSync", "renameSync", "rmSync", "mkdirSync"];
const support = join(import.meta.dirname, "../support");

/** A process is killed before the n-th call of saving a model over an older one: one whole model is there, the old or the new (I6). */
export const fault: Fault = {
  name: "SIGKILL while a checkpoint takes another's place",
  async run({ full }) {
    const tally = new Tally();
    const root = workFolder("rotation");
    const [old, folder] = [join(root, "old"), join(root, "new", "model")];
    save(old, 1);
    const count = Number(/fault layer: (\d+) calls/.exec(fresh(old, folder, 0))?.[1] ?? 0);
    const last = full ? 1 : Math.max(1, count - 7); // the folders change their names at the end
    for (let n = count; n >= last; n--) {
      fresh(old, folder, n);
      recoverFolder(folder);
      tally.record(`call ${n} of ${count}`, existsSync(folder) ? wholeness(folder) : ["no model is there"]);
    }
    return tally.result();
  },
};

function fresh(old: string, folder: string, n: number): string {
  rmSync(join(folder, ".."), { recursive: true, force: true });
  cpSync(old, folder, { recursive: true });
  return save(folder, 2, n);
}

/** Saves a model in a process of its own, which is killed before its n-th call. */
function save(folder: string, seed: number, n = -1): string {
  const mutant = process.env["MUTANT"] === undefined ? [] : ["--import", join(support, "mutant-loader.ts")];
  const layer = n < 0 ? [] : ["--import", join(support, "fault-layer.ts")];
  const plan = JSON.stringify({ under: join(folder, ".."), calls, n, how: "SIGKILL" });
  const args = [...mutant, ...layer, join(support, "save-model.ts"), folder, String(seed)];
  const env = { ...process.env, ...(n < 0 ? {} : { FAULT: plan }) };
  return spawnSync(process.execPath, args, { encoding: "utf8", env }).stderr;
}

function wholeness(folder: string): readonly string[] {
  try {
    readCheckpoint(folder);
    return [];
  } catch (error) {
    return [String(error)];
  }
}
