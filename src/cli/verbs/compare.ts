import { writeFileWhole } from "../../disk/index.ts";
import { compareRecipes, measureNames, type MeasureName } from "../../evaluate/index.ts";
import { ConfigError, suggestion, type RecipeComparison } from "../../mdp/index.ts";
import { requirePage } from "../files/require-page.ts";
import { packageVersion } from "../package-version.ts";
import { comparedRuns, type ComparedRun } from "../run/compared-runs.ts";

/** What `rise compare` is asked. */
export interface CompareOptions {
  /** The runs' folders, of `rise run` or `rise eval --out`. */
  readonly dirs: readonly string[];
  /** A model that each run has evaluated; "last", each run's last; or "all". Default: "last", of one run alone "all". */
  readonly model?: string;
  /** What to compare by; default: all. */
  readonly metrics?: readonly string[];
  /** A page to write. */
  readonly out?: string;
}

/** What `rise compare` prints. */
export interface ComparisonSummary extends RecipeComparison {
  readonly runs: readonly ComparedRun[];
  /** The page, where one was asked for. */
  readonly page?: string;
}

/**
 * Compares runs over the test problems that they have in common. Runs whose configs differ in the seed alone are one recipe;
 * of one recipe alone there is its mean over the seeds, and nothing to compare it with.
 *
 * @throws ConfigError if a folder holds no evaluation, there are not two models to compare, or they share no problems
 */
export async function compareRuns(options: CompareOptions): Promise<ComparisonSummary> {
  const { dirs, model = dirs.length === 1 ? "all" : "last", out } = options;
  const metrics = (options.metrics ?? []).map(metricNamed);
  if (out !== undefined) requirePage(out);
  const { runs, recipes } = comparedRuns(dirs, model);
  if (runs.length < 2) {
    throw new ConfigError(
      `a comparison needs two models, got ${recipes[0]?.name ?? "none"} alone; give another run, or --model all`,
    );
  }
  const compared = compareRecipes(recipes, metrics.length === 0 ? measureNames : metrics);
  const summary = { runs, ...compared };
  if (out === undefined) return summary;
  const { renderComparison } = await import("../../report/index.ts");
  writeFileWhole(out, await renderComparison({ ...summary, version: packageVersion() }));
  return { ...summary, page: out };
}

function metricNamed(name: string): MeasureName {
  const found = measureNames.find((one) => one === name);
  if (found !== undefined) return found;
  throw new ConfigError(`--metric names what to compare by, got ${name}; ${suggestion(name, measureNames)}`);
}
