import { basename, resolve } from "node:path";
import { requireWritable } from "../../disk/index.ts";
import { chooseTestProblems, compareWithin, evaluate } from "../../evaluate/index.ts";
import { memoryUsage, recorded, withOpen, type RunSummary } from "../../mdp/index.ts";
import { mdpOf } from "../../rise-schema.ts";
import { digestOf, openRun } from "../../store/index.ts";
import { openTask } from "../../tasks/index.ts";
import { runIdentity } from "../config/run-identity.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { modelNames, type OpenModels } from "../models.ts";
import { usageOf, withServers } from "../servers-status.ts";
import { surroundingsOf, type VerbContext } from "../verb-context.ts";

/** What `rise eval` is asked. */
export interface EvaluateModelOptions {
  readonly config: RunConfig;
  /** Folder to record the answers in: the same call then resumes. Absent: nothing is recorded. */
  readonly out?: string;
  readonly openModels: OpenModels;
}

/**
 * Measures a model on a task's test problems.
 *
 * @throws ConfigError if the model or the task cannot be used
 */
export async function evaluateModel(options: EvaluateModelOptions, context: VerbContext = {}): Promise<RunSummary> {
  const startedMs = performance.now();
  const { config, out } = options;
  if (out !== undefined) requireWritable(out);
  const task = await openTask(config.task, surroundingsOf(context, ["test"]));
  const problems = chooseTestProblems(task.problems("test"), config.evaluate.problems);
  await (await options.openModels(modelNames(config))).check();
  const store = out === undefined ? undefined : openRun(out, runIdentity(config));
  const usage = store?.usage ?? memoryUsage();
  const name = basename(resolve(config.model));
  const evaluateOptions = { ...config.evaluate, name, mdp: mdpOf(config, 1), seed: config.seed };
  try {
    const { note } = context;
    const models = await options.openModels(modelNames(config), { usage, ...(note && { note }) });
    const evaluation = await withOpen(models.policy(config.model), (policy) => {
      const asked = store === undefined ? policy : recorded(policy, store.attempts);
      return evaluate(asked, task, problems, evaluateOptions, withServers(context, models));
    });
    const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
    return {
      models: [evaluation.scores],
      comparisons: compareWithin(evaluation),
      run: { dir: store?.dir ?? "", digest: digestOf(runIdentity(config)), seconds, ...usageOf(usage) },
    };
  } finally {
    store?.close();
  }
}
