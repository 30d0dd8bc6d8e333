import type { Command } from "commander";
import { loadRunConfig } from "../config/load-run-config.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { refuseUnread, taskNames } from "../../tasks/index.ts";
import { budgetKeys, type BudgetFlags } from "./budget-flags.ts";
import { endpointKeys, type EndpointFlags } from "./endpoint-flags.ts";
import { collected, configNames, named, withJson, wholeNumber } from "./options.ts";

/** The flags that the verbs of single stages share. */
export interface StageFlags extends EndpointFlags, BudgetFlags {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly task?: string;
  readonly level?: string;
  readonly seed?: number;
  readonly json?: boolean;
}

/** Adds the flags that the verbs of single stages share. */
export function withStageFlags(command: Command): Command {
  return withJson(command)
    .option("--config <config>", "a run's config, a YAML file; flags go above it")
    .option("--set <key=value>", "set a config key; may be given several times", collected)
    .option("--seed <number>", "the seed", wholeNumber(0));
}

/** The flags by which the next stage is given this one's config and models, as they were typed. */
export function modelFlags({ config, model, teacher }: StageFlags & { readonly teacher?: string }): readonly string[] {
  const named = Object.entries({ config, model, teacher });
  return named.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
}

/** Adds the flags that name models and task. */
export function withModelAndTask(command: Command): Command {
  return command
    .option("--model <model>", "the model's folder or GGUF file, or its name on the servers")
    .option("--teacher <model>", "the teacher's folder or GGUF file, or its name on the servers")
    .addOption(named("--task <name>", "the task, or a module of your own such as ./my-task.ts", taskNames))
    .addOption(named("--level <name>", "the difficulty of generated problems", configNames("task.level")));
}

/**
 * The config that a stage's flags make.
 *
 * @param more further keys that the verb's own flags set; undefined ones are left out
 * @throws ConfigError naming every fault
 */
export function stageConfig(
  flags: StageFlags,
  more: Readonly<Record<string, string | number | readonly string[] | undefined>> = {},
): RunConfig {
  const keys = {
    model: flags.model,
    teacher: flags.teacher,
    "task.name": flags.task,
    "task.level": flags.level,
    seed: flags.seed,
    ...endpointKeys(flags),
    ...budgetKeys(flags),
    ...more,
  };
  const set = Object.entries(keys).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${JSON.stringify(value)}`],
  );
  const config = loadRunConfig({ config: flags.config ?? {}, set: [...set, ...(flags.set ?? [])] });
  refuseUnread(config.task);
  return config;
}
