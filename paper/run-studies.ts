import { spawn } from "node:child_process";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeFolder } from "../src/disk/index.ts";
import { InfrastructureError, type RecipeComparison, type RunSummary } from "../src/index.ts";
import { type Base, headline, type MeasuredModel, oneIteration, type Study } from "./studies.ts";

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

/** The quick form: half the test problems, one seed of the studies that matter most. */
const quickly = ["evaluate.problems=500"];

/** The settings of a run whose models are measured afterwards, the last one alone. */
const unmeasured = ["evaluate.problems=1"];

/** The runs of the studies: seed by seed, so that an interrupted program has one of everything first. */
export function runsOf(studies: readonly Study[], isQuick: boolean): readonly StudyRun[] {
  const taken = studies.filter((study) => !isQuick || study.isQuick === true);
  const seeds = isQuick ? 1 : Math.max(...taken.map((study) => study.seeds));
  return Array.from({ length: seeds }, (_, seed) =>
    taken.filter((study) => isQuick || seed < study.seeds).map((study) => ({ study, seed })),
  ).flat();
}

/**
 * Trains and measures one study under one seed by `rise run` and `rise eval`, or goes on where it was stopped; a finished one is
 * read. Its base is made first, should it have one of its own.
 *
 * @throws InfrastructureError with the command if it fails
 */
export async function runStudy(run: StudyRun, options: StudyOptions): Promise<RunSummary> {
  const out = measuredIn(run, options);
  const summary = summaryOf(run, options);
  if (existsSync(summary)) return JSON.parse(readFileSync(summary, "utf8")) as RunSummary; // written below
  makeFolder(dirname(out));
  await makeBase(run.study, options);
  const printed = run.study.measuresEach ? await train(run, options) : await trainThenMeasure(run, options);
  writeFileSync(`${summary}.tmp`, printed);
  renameSync(`${summary}.tmp`, summary);
  return JSON.parse(printed) as RunSummary; // what both verbs print
}

/** Whether a run has been trained and measured, so that `runStudy` only reads it. */
export const isFinished = (run: StudyRun, options: StudyOptions): boolean => existsSync(summaryOf(run, options));

/**
 * A study against the one that it is held against, paired over the test problems.
 *
 * @throws InfrastructureError with the command if it fails
 */
export async function compareStudies(
  study: Study,
  seeds: readonly number[],
  options: StudyOptions,
): Promise<RecipeComparison> {
  const against = study.group === "ablations" ? oneIteration : headline;
  const dirs = [against, study].flatMap((one) => seeds.map((seed) => measuredIn({ study: one, seed }, options)));
  const metrics = ["t5", "m1@t5"].flatMap((metric) => ["--metric", metric]);
  return JSON.parse(await rise(["compare", ...dirs, ...metrics, "--json"])) as RecipeComparison; // what it prints
}

const trainedIn = ({ study, seed }: StudyRun, { dir }: StudyOptions): string => join(dir, study.name, String(seed));

const measuredIn = (run: StudyRun, options: StudyOptions): string =>
  run.study.measuresEach ? trainedIn(run, options) : `${trainedIn(run, options)}-measured`;

const summaryOf = (run: StudyRun, options: StudyOptions): string => `${measuredIn(run, options)}.json`;

const settingsOf = ({ study, seed }: StudyRun, options: StudyOptions): readonly string[] => [
  `seed=${seed}`,
  ...(options.isQuick ? quickly : []),
  ...(study.set ?? []),
  ...(study.base === undefined ? [] : [`model=${folderOf(study.base, options)}`]),
  ...(study.teacher === undefined ? [] : [`teacher=${modelOfRise(study.teacher, seed, options)}`]),
];

const config = join("examples", "paper", "self.yaml");

function train(run: StudyRun, options: StudyOptions, further: readonly string[] = []): Promise<string> {
  const settings = [...settingsOf(run, options), ...further];
  return rise(["run", config, "--out", trainedIn(run, options), "--json", ...settings.flatMap(set)]);
}

async function makeBase({ base }: Study, options: StudyOptions): Promise<void> {
  if (base === undefined || existsSync(folderOf(base, options))) return; // written whole, or not at all
  const recipe = join("examples", "pretrain-exact.yaml");
  await rise(["pretrain", recipe, "--out", folderOf(base, options), ...base.set.flatMap(set)]);
}

async function trainThenMeasure(run: StudyRun, options: StudyOptions): Promise<string> {
  if (run.study.measures === undefined) await train(run, options, unmeasured);
  const flags = ["--model", modelOf(run, options), "--out", measuredIn(run, options), "--json"];
  return rise(["eval", "--config", config, ...flags, ...settingsOf(run, options).flatMap(set)]);
}

/** The folder of the model to measure: rise-self's, or the study's own last one. */
function modelOf(run: StudyRun, options: StudyOptions): string {
  const { study, seed } = run;
  if (study.measures !== undefined) return modelOfRise(study.measures, seed, options);
  return join(trainedIn(run, options), `iteration-${iterationsOf(study)}`, "model");
}

/** As many as its settings say, or the file: two. */
function iterationsOf({ set = [] }: Study): string {
  const given = set.find((one) => one.startsWith("iterations="));
  return given?.slice("iterations=".length) ?? "2";
}

const folderOf = (base: Base, { dir }: StudyOptions): string => join(dir, "bases", base.name);

const modelOfRise = (model: MeasuredModel, seed: number, options: StudyOptions): string =>
  model === "base" ? join("models", "exact") : join(trainedIn({ study: headline, seed }, options), model, "model");

const set = (setting: string): readonly string[] => ["--set", setting];

function rise(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join("bin", "rise.mjs"), ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve(printed)
        : reject(new InfrastructureError(`rise ${args.join(" ")} ended with ${code}; the same command goes on`)),
    );
  });
}
