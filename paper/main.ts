/**
 * `npm run paper`: runs the studies of the paper's claims, one after another, and writes their tables and plots into the folder of
 * the runs. Stop it whenever you like: the same command goes on, and what is finished is read.
 */

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { reportError } from "../src/cli/report-error.ts";
import { makeFolder, requireWritable } from "../src/disk/index.ts";
import { ConfigError } from "../src/index.ts";
import { claimsOf } from "./claims.ts";
import { gainsPlot, turnsPlot } from "./plots.ts";
import { compareStudies, isFinished, runsOf, runStudy, type StudyOptions, type StudyRun } from "./run-studies.ts";
import { headline, oneIteration, type Study, studies } from "./studies.ts";
import { tablesOf, type StudyResult } from "./tables.ts";

interface Flags {
  readonly quick: boolean;
  readonly publish: boolean;
  readonly finished: boolean;
  readonly only?: readonly string[];
  readonly out: string;
}

/** Those that the others are held against. */
const needed: readonly Study[] = [headline, oneIteration];

await new Command("paper")
  .description(
    "Tests the paper's claims: runs every study, or goes on where it was stopped, and writes tables and plots.",
  )
  .option("--quick", "rise-self and two baselines, one seed, half of the test problems", false)
  .option("--only <names>", `of the studies these alone: ${studies.map(({ name }) => name).join(", ")}`, namesOfStudies)
  .option("--out <dir>", "where runs, tables and plots go", join("runs", "paper"))
  .option("--finished", "run nothing: write down what is finished", false)
  .option("--publish", "also write the tables into RESULTS.md and the plots into docs/", false)
  .addHelpText("after", "\nExamples:\n  npm run paper -- --quick\n  npm run paper -- --only single-turn,success-only")
  .action(paper)
  .parseAsync()
  .catch((error: unknown) => {
    process.exitCode = reportError(error, process.env["RISE_DEBUG"] === "1", (line) =>
      process.stderr.write(`${line}\n`),
    );
  });

async function paper({ quick, publish, finished, only, out }: Flags): Promise<void> {
  const options = { dir: resolve(quick ? `${out}-quick` : out), isQuick: quick };
  requireWritable(join(options.dir, "results.md"));
  process.chdir(join(import.meta.dirname, "..")); // configs and models are named from there
  makeFolder(options.dir);
  const wanted = studies.filter((study) => only === undefined || only.includes(study.name));
  const seeds = Math.max(...wanted.map((study) => study.seeds));
  const chosen = studies.filter((study) => wanted.includes(study) || needed.includes(study));
  const runs = runsOf(chosen, quick).filter((run) => run.seed < seeds && (!finished || isFinished(run, options)));
  if (runs.length === 0) throw new ConfigError(`no study is finished in ${options.dir}: run this without --finished`);
  const results = new Map<Study, StudyResult>();
  const startedMs = performance.now();
  for (const [i, run] of runs.entries()) {
    const left = i === 0 ? "" : `, about ${minutesLeft(startedMs, i, runs.length)} minutes to go`;
    process.stderr.write(`${i + 1} of ${runs.length}: ${run.study.name}, seed ${run.seed}${left}\n`);
    results.set(run.study, await resultOf(run, results.get(run.study)?.runs ?? [], options));
    await writeDown([...results.values()], options);
    if (publish) publishFrom(options);
  }
  process.stdout.write(`${readFileSync(join(options.dir, "results.md"), "utf8")}\n`);
}

function namesOfStudies(text: string): readonly string[] {
  const names = text.split(",");
  const unknown = names.find((name) => studies.every((study) => study.name !== name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`${JSON.stringify(unknown)} is no study; --help lists them.`);
}

/** A study with one run more; its comparison is that of all its seeds. */
async function resultOf(run: StudyRun, before: StudyResult["runs"], options: StudyOptions): Promise<StudyResult> {
  const { study } = run;
  const runs = [...before, await runStudy(run, options)];
  const seeds = runs.map((_, seed) => seed);
  const isHeld = study.group !== "scale" && !needed.includes(study);
  const against = isHeld ? await compareStudies(study, seeds, options) : undefined;
  return { study, runs, ...(against && { against }) };
}

/** How long the rest will take, should it take as long as what is done. */
function minutesLeft(startedMs: number, done: number, all: number): number {
  return Math.ceil(((performance.now() - startedMs) / 60_000 / done) * (all - done));
}

async function writeDown(results: readonly StudyResult[], { dir, isQuick }: StudyOptions): Promise<void> {
  const claims = `### The paper's claims, one by one\n\n${claimsOf(results, isQuick)}`;
  writeFileSync(join(dir, "results.md"), `${claims}\n\n${tablesOf(results)}`);
  writeFileSync(join(dir, "turns.svg"), await turnsPlot(results));
  writeFileSync(join(dir, "gains.svg"), await gainsPlot(results));
}

/** Puts the tables between their marks in RESULTS.md, and the plots beside. */
function publishFrom({ dir, isQuick }: StudyOptions): void {
  const text = readFileSync("RESULTS.md", "utf8");
  const section = isQuick ? "paper-quick" : "paper";
  const [begin, end] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new ConfigError(`RESULTS.md must hold ${begin} and, after it, ${end}`);
  const tables = readFileSync(join(dir, "results.md"), "utf8");
  writeFileSync("RESULTS.md", `${text.slice(0, from + begin.length)}\n\n${tables}\n\n${text.slice(to)}`);
  if (isQuick) return;
  for (const plot of ["turns", "gains"]) copyFileSync(join(dir, `${plot}.svg`), join("docs", `paper-${plot}.svg`));
}
