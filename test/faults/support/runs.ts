import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FaultPlan } from "./fault-layer.ts";

/** How a run ended. */
export interface Ended {
  /** Null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  /** The product's last message. */
  readonly said: string;
  /** Calls that the fault layer saw. */
  readonly calls: number;
}

const here = import.meta.dirname;

/** A toy run takes seconds, a minute on a machine that is starved; one that takes longer than this hangs. */
const runLimitMs = 600_000;

const folders: string[] = [];
process.on("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Makes a folder for a class's runs, and takes it away when the process ends. */
export function workFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `rise-faults-${name}-`));
  folders.push(folder);
  return folder;
}

/** Runs the toy to its end, or to what the fault makes of it. */
export function toyRun(dir: string, fault?: FaultPlan, env: Readonly<Record<string, string>> = {}): Ended {
  const preload = fault === undefined ? [] : ["--import", join(here, "fault-layer.ts")];
  const plan = fault === undefined ? {} : { FAULT: JSON.stringify(fault) };
  return ended([process.execPath, ...inherited(), ...preload, join(here, "toy-run.ts"), dir], { ...env, ...plan });
}

/** The same under a limit of the system, as the shell's `ulimit` sets it. */
export function limitedToyRun(dir: string, limit: string): Ended {
  // A write past the limit of a file's size is then an error, no signal.
  const shell = ["sh", "-c", `trap '' XFSZ; ulimit ${limit}; exec "$@"`, "sh"];
  return ended([...shell, process.execPath, ...inherited(), join(here, "toy-run.ts"), dir], {});
}

function ended([command = "", ...args]: readonly string[], env: Readonly<Record<string, string>>): Ended {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    timeout: runLimitMs,
    env: { ...process.env, ...env },
  });
  const said =
    error !== undefined && "code" in error && error.code === "ETIMEDOUT"
      ? `no message: ended by the suite after ${runLimitMs / 1000} s`
      : (stderr.split("\n").findLast((line) => line.startsWith("rise:")) ?? `no message: ${stderr.slice(-2000)}`);
  return { status, stdout, said, calls: Number(/fault layer: (\d+) calls/.exec(stderr)?.[1] ?? 0) };
}

/** A mutant's loader goes along with the processes that it starts. */
export const inherited = (): readonly string[] =>
  process.env["MUTANT"] === undefined ? [] : ["--import", join(here, "mutant-loader.ts")];

/** All that a finished run holds, by file and table: two are equal where their runs are (I3). The seconds that it took are left out. */
export function snapshotOf(dir: string): Readonly<Record<string, string>> {
  const files = globSync("{report.html,iteration-*/model/*}", { cwd: dir });
  const db = new DatabaseSync(join(dir, "run.sqlite"), { readOnly: true });
  const tables = ["requests", "trajectories", "turns", "examples", "documents", "totals"].map((table) => {
    const rows = db
      .prepare(`SELECT * FROM ${table}`)
      .all()
      .map((row) => JSON.stringify(row));
    return [
      table,
      digest(
        rows
          .filter((row) => !row.includes('"name":"finished"'))
          .toSorted()
          .join("\n"),
      ),
    ] as const;
  });
  db.close();
  return Object.fromEntries([
    ...tables,
    ...files.map((file) => [file, digest(readFileSync(join(dir, file)))] as const),
  ]);
}

const digest = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

/** What is not as it is in a run without faults, and what the samples of a run must be (I2). */
export function differences(want: Readonly<Record<string, string>>, dir: string): readonly string[] {
  if (!existsSync(join(dir, "run.sqlite"))) return ["no run"];
  const got = snapshotOf(dir);
  const names = [...new Set([...Object.keys(want), ...Object.keys(got)])];
  return [
    ...names.filter((name) => want[name] !== got[name]).map((name) => `${name} is another`),
    ...sampleFaults(dir),
  ];
}

/** Every turn of the policy must be a sample of its own: as many as problems x samples, each asked for by its own key. */
export function sampleFaults(dir: string): readonly string[] {
  const db = new DatabaseSync(join(dir, "run.sqlite"), { readOnly: true });
  const own =
    "FROM turns WHERE acted_by = 'policy' AND turn = 0 AND (iteration, position) IN (SELECT iteration, position FROM trajectories WHERE branches_at IS NULL)";
  const row = db.prepare(`SELECT count(*) AS turns, count(DISTINCT request || ' ' || sample) AS samples ${own}`).get();
  db.close();
  return row?.["turns"] === row?.["samples"]
    ? []
    : [`${String(row?.["turns"])} first turns come from ${String(row?.["samples"])} samples (I2)`];
}
