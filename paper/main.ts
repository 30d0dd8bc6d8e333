/**
 * `npm run paper [-- --quick] [-- --only NAME,...]`: runs the studies of the paper's claims, one after another, and writes their
 * tables into RESULTS.md. Stop it whenever you like: the same command goes on, and what is finished is read.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runStudy, runsOf, type StudyRun } from "./run-studies.ts";
import { type Study, studies } from "./studies.ts";
import { tablesOf, type StudyResult } from "./tables.ts";

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    out: { type: "string", default: join("runs", "paper") },
  },
});

const chosen =
  values.only === undefined ? studies : studies.filter(({ name }) => values.only?.split(",").includes(name));
if (chosen.length === 0)
  throw new Error(`--only must name studies among ${studies.map(({ name }) => name).join(", ")}`);
const dir = values.quick ? `${values.out}-quick` : values.out;
const runs = runsOf(chosen, values.quick);
const results = new Map<Study, StudyResult>();
const startedMs = performance.now();
for (const [i, run] of runs.entries()) {
  process.stderr.write(`${i + 1} of ${runs.length}: ${run.study.name}, seed ${run.seed}${remaining(i)}\n`);
  await carryOut(run);
  if (values.only === undefined) writeIntoResults(tablesOf([...results.values()]));
}
process.stdout.write(`${tablesOf([...results.values()])}\n`);

async function carryOut(run: StudyRun): Promise<void> {
  const summary = await runStudy(run, { dir, isQuick: values.quick });
  const before = results.get(run.study)?.runs ?? [];
  results.set(run.study, { study: run.study, runs: [...before, summary] });
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
