import fs, { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { Tally, type Fault } from "../fault.ts";
import type * as store from "../../../src/store/index.ts";
import { workFolder } from "../support/runs.ts";

/** Sectors are what a disk writes whole. */
const SECTOR_BYTES = 512;

/** The power goes: of what was written since the last sync, sectors are lost, in any order. What was acknowledged stays (I1). */
export const fault: Fault = {
  name: "writes since the last sync lost, reordered or torn",
  async run({ full }) {
    const root = workFolder("power-cut");
    let durableBytes = 0;
    const log = join(root, "open", "run.sqlite-wal");
    const noted = (): void => void (durableBytes = existsSync(log) ? readFileSync(log).length : 0);
    watchSyncs(noted);
    const { openRun } = await import("../../../src/store/index.ts");
    const { recoverRun } = await import("../../../src/store/index.ts");
    const { createRng } = await import("../../../src/mdp/index.ts");
    const tally = new Tally();
    const rng = createRng(11);
    const attempt = {
      text: "seven ".repeat(60),
      stop: "endOfTurn",
      usage: { generatedTokens: 1, readTokens: 1 },
    } as const;
    for (let i = 0; i < (full ? 60 : 8); i++) {
      const [open, dir] = [join(root, "open"), join(root, "cut")];
      for (const made of [open, dir]) rmSync(made, { recursive: true, force: true });
      durableBytes = 0;
      const run = openRun(open, { seed: i });
      noted(); // opening has synchronised
      const acknowledged = rng.below(20);
      for (let k = 0; k < acknowledged; k++) await run.attempts.put(`k/${k}`, [attempt]);
      const durable = durableBytes;
      for (let k = 0; k < 12; k++) void Promise.resolve(run.attempts.put(`late/${k}`, [attempt])).catch(() => {});
      cpSync(open, dir, { recursive: true });
      run.close();
      tear(join(dir, "run.sqlite-wal"), durable, () => rng.next());
      tally.record(
        `cut ${i}, ${acknowledged} acknowledged`,
        lostAfter(dir, { seed: i }, acknowledged, openRun, recoverRun),
      );
    }
    return tally.result();
  },
};

function watchSyncs(noted: () => void): void {
  const functions = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
  const { fdatasync, fdatasyncSync } = fs;
  functions["fdatasync"] = (descriptor, callback) =>
    fdatasync(descriptor as number, (error) => {
      if (error === null) noted();
      (callback as (error: Error | null) => void)(error);
    });
  functions["fdatasyncSync"] = (descriptor) => {
    fdatasyncSync(descriptor as number);
    noted();
  };
  syncBuiltinESMExports();
}

/** Loses sectors of what was written past the durable part; sometimes the file's end as well. */
function tear(file: string, durable: number, random: () => number): void {
  const bytes = readFileSync(file);
  const share = random();
  const first = Math.ceil(durable / SECTOR_BYTES) * SECTOR_BYTES;
  for (let at = first; at < bytes.length; at += SECTOR_BYTES)
    if (random() < share) bytes.fill(0, at, Math.min(bytes.length, at + SECTOR_BYTES));
  const end = random() < 0.5 ? bytes.length : durable + Math.floor(random() * (bytes.length - durable));
  writeFileSync(file, bytes.subarray(0, end));
}

/** What is lost of what was acknowledged; a log that is called damaged must be whole in that part after recovery. */
function lostAfter(
  dir: string,
  config: object,
  acknowledged: number,
  openRun: typeof store.openRun,
  recoverRun: typeof store.recoverRun,
): readonly string[] {
  const open = (): ReturnType<typeof openRun> => {
    try {
      return openRun(dir, config);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ConfigError") throw error;
      recoverRun(dir);
      return openRun(dir, config);
    }
  };
  const run = open();
  const lost = Array.from({ length: acknowledged }, (_, k) => `k/${k}`).filter(
    (key) => run.attempts.get(key) === undefined,
  );
  run.close();
  return lost.length === 0 ? [] : [`${lost.length} acknowledged answers are lost`];
}
