/**
 * `npm run paper [-- --quick] [-- --only NAME,...]`: runs the studies of the paper's claims, one after another, and writes their
 * tables into RESULTS.md. Stop it whenever you like: the same command goes on, and what is finished is read.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { claimsOf } from "./claims.ts";
import { compareStudies, runsOf, runStudy, type StudyRun } from "./run-studies.ts";
import { gainsPlot, turnsPlot } from "./plots.ts";
import { headline, oneIteration, type Study, studies } from "./studies.ts";
import { tablesOf, type StudyResult } from "./tables.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    out: { type: "string", default: join("runs", "paper") },
  },
});

const only = values.only?.split(",");
const known = studies.map(({ name }) => name);
const unknown = only?.find((name) => !known.includes(name));
if (unknown !== undefined) throw new Error(`--only names studies among ${known.join(", ")}; got ${unknown}`);
const needed: readonly Study[] = [headline, oneIteration]; // the others are held against them
const chosen = studies.filter((study) => only === undefined || only.includes(study.name) || needed.includes(study));
const options = { dir: values.quick ? `${values.out}-quick` : values.out, isQuick: values.quick };
const runs = runsOf(chosen, values.quick);
const results = new Map<Study, StudyResult>();
const startedMs = performance.now();
for (const [i, run] of runs.entries()) {
  process.stderr.write(`${i + 1} of ${runs.length}: ${run.study.name}, seed ${run.seed}${remaining(i)}\n`);
  await carryOut(run);
  if (only === undefined) await writeDown([...results.values()]);
}
process.stdout.write(`${sectionOf([...results.values()])}\n`);

async function carryOut(run: StudyRun): Promise<void> {
  const { study } = run;
  const summary = await runStudy(run, options);
  const all = [...(results.get(study)?.runs ?? []), summary];
  const seeds = all.map((_, seed) => seed);
  const isHeld = study.group === "baselines" || (study.group === "ablations" && study !== oneIteration);
  const against = isHeld ? await compareStudies(study, seeds, options) : undefined;
  results.set(study, { study, runs: all, ...(against && { against }) });
}

/** The tables into RESULTS.md, the plots beside it. */
async function writeDown(of: readonly StudyResult[]): Promise<void> {
  writeIntoResults(sectionOf(of));
  if (values.quick) return;
  writeFileSync(join("docs", "paper-turns.svg"), await turnsPlot(of));
  writeFileSync(join("docs", "paper-gains.svg"), await gainsPlot(of));
}

function sectionOf(of: readonly StudyResult[]): string {
  return `### The paper's claims, one by one\n\n${claimsOf(of)}\n\n${tablesOf(of)}`;
}

/** How long the rest will take, should it take as long as what is done. */
function remaining(done: number): string {
  const seconds = (performance.now() - startedMs) / 1000;
  return done === 0 ? "" : `, about ${Math.ceil(((seconds / done) * (runs.length - done)) / 60)} minutes to go`;
}

/** Puts the tables between their marks in RESULTS.md. */
function writeIntoResults(tables: string): void {
  const text = readFileSync("RESULTS.md", "utf8");
  const section = values.quick ? "paper-quick" : "paper";
  const [begin, end] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`RESULTS.md must hold ${begin} and, after it, ${end}`);
  writeFileSync("RESULTS.md", `${text.slice(0, from + begin.length)}\n\n${tables}\n\n${text.slice(to)}`);
}
