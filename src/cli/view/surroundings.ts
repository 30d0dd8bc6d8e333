import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Tokens } from "../../engine/index.ts";
import { isObject, type Task } from "../../mdp/index.ts";
import type { TaskConfig } from "../../tasks/index.ts";
import type { ViewedTask, ViewedTokenizer, ViewSurroundings } from "../../view/index.ts";
import { valueAt } from "../config/keys.ts";

/**
 * What is around a run's record, as far as it is here: the problems of its task, and its models' tokenizers. A run may be a
 * stranger's: no module that it names is loaded, no program of its is run, nothing is downloaded.
 *
 * @param dir the run's folder as it was typed
 */
export async function surroundingsOfRun(dir: string, note: (line: string) => void): Promise<ViewSurroundings> {
  const config = configIn(dir);
  const tokenizers = await openTokenizers(dir, config);
  return {
    folder: dir,
    task: async () => {
      try {
        return await openViewedTask(config);
      } catch (error) {
        note(`the task's problems are not shown: ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
    tokenizer: (digest) => tokenizers.get(digest),
  };
}

/** The resolved config as it stands beside the record, its paths as they are found from where the run was started. */
function configIn(dir: string): unknown {
  const file = join(dir, "config.yaml");
  try {
    return existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
  } catch {
    return undefined; // the record itself holds what the page needs
  }
}

async function openViewedTask(config: unknown): Promise<ViewedTask | undefined> {
  const written = valueAt(config, ["task"]);
  if (!isObject(written)) return undefined;
  const { isModulePath, knownSet, openTask, taskSchema } = await import("../../tasks/index.ts");
  const parsed = taskSchema.safeParse(written);
  if (!parsed.success || isModulePath(parsed.data.name)) return undefined;
  const task = await openTask(parsed.data); // without a hub: from files that are here
  const splits = (["train", "test"] as const).flatMap((split) => problemsIn(task, split));
  const isExecuted = knownSet(parsed.data.name)?.grading.caution !== undefined || executes(parsed.data);
  const known = new Map(splits.map((problem) => [problem.id, problem]));
  return {
    problems: () => splits,
    prompt: (problem) => task.prompt(problem),
    ...(isExecuted ? {} : { grade: (problem, text) => task.grade(known.get(problem.id) ?? problem, text) }),
    hasFeedback: task.feedback !== undefined,
  };
}

/** Whether a task's attempts are programs. */
const executes = ({ sandbox }: TaskConfig): boolean => sandbox !== undefined;

function problemsIn(task: Task, split: "train" | "test"): ReturnType<Task["problems"]> {
  try {
    return task.problems(split);
  } catch {
    return []; // it has none
  }
}

/** The tokenizers of the run's models and of those that it began with, by their digests. */
async function openTokenizers(dir: string, config: unknown): Promise<ReadonlyMap<string, ViewedTokenizer>> {
  const named = [valueAt(config, ["model"]), valueAt(config, ["teacher"])].filter((one) => typeof one === "string");
  const own = globSync("iteration-*/model", { cwd: dir }).map((folder) => join(dir, folder));
  const { openTokens, readModelCompanions } = await import("../../engine/index.ts");
  const { modelFolder } = await import("../../policies/index.ts");
  const tokenizers = new Map<string, ViewedTokenizer>();
  for (const folder of [...named.map((name) => modelFolder(name)), ...own.slice(0, 1)]) {
    try {
      if (!existsSync(join(folder, "tokenizer.json"))) continue;
      const { tokenizer }: Tokens = openTokens(readModelCompanions(folder));
      tokenizers.set(tokenizer.digest, { decode: (ids) => tokenizer.decode(ids, { keepSpecial: true }) });
    } catch {
      // A model that is damaged or not here: its tokens are shown by their numbers.
    }
  }
  return tokenizers;
}
