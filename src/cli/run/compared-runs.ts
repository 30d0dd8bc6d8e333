import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { rescored, type Recipe } from "../../evaluate/index.ts";
import { ConfigError, documentOf, isObject, type Evaluation } from "../../mdp/index.ts";
import type { ComparedModel } from "../../report/index.ts";
import { canonicalJson, readRun, type RunDirectory } from "../../store/index.ts";
import { wasSmoke } from "./invocation.ts";

/** One model of one run, as it is compared, and where it lies. */
export interface ComparedRun extends ComparedModel {
  readonly dir: string;
  readonly model: string;
}

interface Entry {
  readonly run: Omit<ComparedRun, "recipe">;
  readonly evaluation: Evaluation;
  /** The config but for the seed, and the model: equal for runs of one recipe. */
  readonly key: string;
}

/**
 * Reads the models to compare from runs' folders, and sorts them into recipes.
 *
 * @param model a name such as "base"; "last", each run's last model; or "all"
 * @throws ConfigError if a folder is given twice, holds no run, or has not evaluated the model; or if an id stands for
 *   different problems in two of them; or if one is a copy of another
 */
export function comparedRuns(
  dirs: readonly string[],
  model: string,
): { readonly runs: readonly ComparedRun[]; readonly recipes: readonly Recipe[] } {
  const paths = dirs.map((dir) => resolve(dir));
  const places = paths.map((path) => (existsSync(path) ? realpathSync(path) : path)); // a link is another name
  const twice = dirs.find((_, i) => places.indexOf(places[i] ?? "") !== i);
  if (twice !== undefined) throw new ConfigError(`${twice} is given twice; each run is compared with the others`);
  const entries = dirs.flatMap((dir, i) => entriesOf(dir, labelOf(paths, i), model));
  requireSameProblems(entries);
  refuseCopies(entries);
  const recipes = [...Map.groupBy(entries, ({ key }) => key).values()].map((group) => ({
    name: recipeName(group.map(({ run }) => run.name)),
    evaluations: group.map(({ evaluation }) => evaluation),
    members: group.map(({ run }) => run.name),
  }));
  const recipeOf = (name: string): string => recipes.find(({ members }) => members.includes(name))?.name ?? name;
  const runs = entries.map(({ run }) => ({ ...run, recipe: recipeOf(run.name) }));
  return { runs, recipes };
}

const recipeName = ([first = "", ...others]: readonly string[]): string =>
  others.length === 0 ? first : `${first} and ${others.length} more ${others.length === 1 ? "seed" : "seeds"}`;

/** A folder's name, with its parent's where two have the same. */
function labelOf(paths: readonly string[], i: number): string {
  const path = paths[i] ?? "";
  const isAlone = paths.filter((other) => basename(other) === basename(path)).length === 1;
  return isAlone ? basename(path) : `${basename(dirname(path))}/${basename(path)}`;
}

function entriesOf(dir: string, label: string, model: string): readonly Entry[] {
  const run = readRun(dir);
  try {
    const known = evaluatedModels(run);
    return chosen(known, model, dir).map((name) => entryOf(run, label, name));
  } finally {
    run.close();
  }
}

/** The models that a run has evaluated: the starting one, then the iterations', by number. */
function evaluatedModels(run: RunDirectory): readonly string[] {
  const names = run.documentNames().flatMap((name) => (name.startsWith("evaluate/") ? [name.slice(9)] : []));
  const order = (name: string): number => Number(/^iteration-(\d+)$/.exec(name)?.[1] ?? 0);
  return names.toSorted((a, b) => order(a) - order(b));
}

function chosen(known: readonly string[], model: string, dir: string): readonly string[] {
  const last = known.at(-1);
  if (last === undefined)
    throw new ConfigError(`${dir} has evaluated no model yet; let it come to its first evaluation`);
  if (model === "all") return known;
  if (model === "last") return [last];
  if (known.includes(model)) return [model];
  throw new ConfigError(`${dir} has not evaluated ${model}; it has ${known.join(", ")}; or give "last" or "all"`);
}

function entryOf(run: RunDirectory, label: string, model: string): Entry {
  const evaluation = documentOf(run, `evaluate/${model}`);
  if (evaluation === undefined) throw new ConfigError(`${run.dir} lost its evaluation of ${model}`);
  const { seed = 0, ...recipe } = isObject(run.config) ? run.config : {};
  return {
    run: {
      name: `${label}/${model}`,
      dir: run.dir,
      model,
      seed: Number(seed),
      problems: evaluation.problems.length,
      digest: run.digest,
      ...(wasSmoke(run) && { smoke: true }),
      ...(isUnfinished(run) && { unfinished: true }),
    },
    evaluation: rescored(evaluation),
    key: canonicalJson({ recipe, model }),
  };
}

/** Of a run of the whole loop alone: an evaluation is not recorded before it is finished. */
const isUnfinished = (run: RunDirectory): boolean =>
  run.document("invocation") !== undefined && run.document("finished") === undefined;

/** A copy of a run is no second seed: it would make what the seeds scatter look smaller than it is. */
function refuseCopies(entries: readonly Entry[]): void {
  const seen = new Map<string, string>();
  for (const { run, key, evaluation } of entries) {
    const content = canonicalJson({ key, seed: run.seed, problems: evaluation.problems });
    const before = seen.get(content);
    if (before !== undefined) {
      throw new ConfigError(`${run.name} is a copy of ${before}: same config, seed and answers; give one of them`);
    }
    seen.set(content, run.name);
  }
}

/** An id is a problem: where the texts that runs kept to read differ under one id, they were asked different things. */
function requireSameProblems(entries: readonly Entry[]): void {
  const seen = new Map<string, { readonly name: string; readonly question: string; readonly goldAnswer: string }>();
  for (const { run, evaluation } of entries) {
    for (const { problem, question, goldAnswer } of evaluation.transcripts) {
      const before = seen.get(problem);
      if (before !== undefined && (before.question !== question || before.goldAnswer !== goldAnswer)) {
        throw new ConfigError(
          `problem ${problem} is another in ${run.name} than in ${before.name}: runs must be evaluated on the same test problems to be compared`,
        );
      }
      seen.set(problem, { name: run.name, question, goldAnswer });
    }
  }
}
