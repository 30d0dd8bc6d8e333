import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunSummary } from "../src/index.ts";
import type { Study } from "./studies.ts";

/** A study under one seed. */
export interface StudyRun {
  readonly study: Study;
  readonly seed: number;
}

/** How studies are run. */
export interface StudyOptions {
  /** The folder that holds the run directories. */
  readonly dir: string;
  readonly isQuick: boolean;
}

/** The quickstart's size, fewer test problems and one seed: half an hour instead of hours. */
const quickly = ["iterations=2", "collect.problems=4000", "improve.samples=8", "evaluate.problems=500"];

/** The runs of the studies: seed by seed, so that an interrupted program has one of everything first. */
export function runsOf(studies: readonly Study[], isQuick: boolean): readonly StudyRun[] {
  const taken = studies.filter((study) => !isQuick || study.isQuick === true);
  const seeds = isQuick ? 1 : Math.max(...taken.map((study) => study.seeds));
  return Array.from({ length: seeds }, (_, seed) =>
    taken.filter((study) => isQuick || seed < study.seeds).map((study) => ({ study, seed })),
  ).flat();
}

/**
 * Runs one study under one seed by `rise run`, or goes on where it was stopped; a finished one is read.
 *
 * @throws Error with the run's folder if the run fails
 */
export async function runStudy({ study, seed }: StudyRun, { dir, isQuick }: StudyOptions): Promise<RunSummary> {
  const out = join(dir, study.name, String(seed));
  const summary = `${out}.json`;
  if (existsSync(summary)) return JSON.parse(readFileSync(summary, "utf8")) as RunSummary; // written below
  mkdirSync(join(dir, study.name), { recursive: true });
  const settings = [`seed=${seed}`, ...(isQuick ? quickly : []), ...(study.set ?? [])];
  const config = join("examples", "paper", `${study.config}.yaml`);
  const printed = await rise(["run", config, "--out", out, "--json", ...settings.flatMap((one) => ["--set", one])]);
  writeFileSync(`${summary}.tmp`, printed);
  renameSync(`${summary}.tmp`, summary);
  return JSON.parse(printed) as RunSummary; // what `rise run --json` prints
}

function rise(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join("bin", "rise.mjs"), ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve(printed)
        : reject(new Error(`rise ${args.join(" ")} ended with ${code}; the same command goes on`)),
    );
  });
}
