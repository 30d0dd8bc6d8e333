import { existsSync, statSync } from "node:fs";
import type { Command } from "commander";
import { refuseUnread, taskNames } from "../../tasks/index.ts";
import { loadRunConfig } from "../config/load-run-config.ts";
import type { RunConfig } from "../config/run-schema.ts";
import type { DeviceChoice } from "../device-choice.ts";
import { collected, configNames, named, numberFrom, wholeNumber, withDevice, withJson } from "./options.ts";

/** The flags that the verbs of single stages share. */
export interface StageFlags extends EndpointFlags, BudgetFlags {
  readonly config?: string;
  readonly set?: readonly string[];
  readonly task?: string;
  readonly level?: string;
  readonly seed?: number;
  readonly device?: DeviceChoice;
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

/** Adds the flags that name models, what computes them, and the task. */
export function withModelAndTask(command: Command): Command {
  return withDevice(command)
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
    "engine.device": flags.device,
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

/** Servers that sample, as flags. */
interface EndpointFlags {
  readonly endpoint?: readonly string[];
  readonly model?: string;
  readonly teacherEndpoint?: readonly string[];
  readonly teacher?: string;
  readonly apiKeyEnv?: string;
}

/** Adds the flags that name servers. */
export function withEndpoint(command: Command): Command {
  return command
    .option(
      "--endpoint <url>",
      "sample from servers; --model is then the name there; may be given several times",
      collected,
    )
    .option("--teacher-endpoint <url>", "ask a teacher on servers; --teacher is then its name there", collected)
    .option("--api-key-env <name>", "the environment variable that holds the servers' key");
}

/** The config keys that the flags set; undefined ones are left out. */
function endpointKeys({ endpoint, teacherEndpoint, ...flags }: EndpointFlags): Readonly<Record<string, unknown>> {
  const { model, teacher, apiKeyEnv } = flags;
  return {
    ...(endpoint && { "rollouts.urls": endpoint, "rollouts.model": model, "rollouts.apiKeyEnv": apiKeyEnv }),
    ...(teacherEndpoint && {
      "teacher.urls": teacherEndpoint,
      "teacher.model": teacher,
      "teacher.apiKeyEnv": apiKeyEnv,
      teacher: undefined, // the folder of that name, which it is not
    }),
  };
}

/** The limits on what servers may take, as flags. */
export interface BudgetFlags {
  readonly maxUsd?: number;
  readonly maxRequests?: number;
  readonly maxTotalTokens?: number;
}

/** Adds the flags that limit what servers may take. */
export function withBudget(command: Command): Command {
  return command
    .option("--max-usd <dollars>", "stop, resumably, once servers took so much (exit 4); needs prices", numberFrom(0))
    .option("--max-requests <number>", "stop after so many requests to servers", wholeNumber(0))
    .option("--max-total-tokens <number>", "stop once servers read and wrote so many tokens", wholeNumber(0));
}

/** The config keys that the flags set; undefined ones are left out. */
function budgetKeys({
  maxUsd,
  maxRequests,
  maxTotalTokens,
}: BudgetFlags): Readonly<Record<string, number | undefined>> {
  return { "budget.usd": maxUsd, "budget.requests": maxRequests, "budget.tokens": maxTotalTokens };
}

/** The same as assignments, as `--set` takes them. */
export function budgetSets(flags: BudgetFlags): readonly string[] {
  return Object.entries(budgetKeys(flags)).flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]));
}

/** The flags of low-rank adapters. */
export interface LoraFlags {
  readonly loraRank?: number;
  readonly loraAlpha?: number;
  readonly loraTargets?: string;
  readonly loraDropout?: number;
}

/** Adds the flags of low-rank adapters. */
export function withLora(command: Command): Command {
  return command
    .option(
      "--lora-rank <number>",
      "train an adapter of this rank on frozen weights; --out is then a PEFT folder",
      wholeNumber(1),
    )
    .option("--lora-alpha <number>", "its scale is alpha / rank (default: twice the rank)", numberFrom(0))
    .option("--lora-targets <names>", "layers with commas between, such as q_proj,v_proj, or all-linear (default)")
    .option("--lora-dropout <share>", "share of its inputs that a training step drops (default: 0)", numberFrom(0));
}

/** The config keys that the flags set. */
export function loraKeys({
  loraRank,
  loraAlpha,
  loraTargets,
  loraDropout,
}: LoraFlags): Readonly<Record<string, string | number | readonly string[] | undefined>> {
  const targets = loraTargets === "all-linear" ? loraTargets : loraTargets?.split(",").map((name) => name.trim());
  return {
    "train.lora.rank": loraRank,
    "train.lora.alpha": loraAlpha,
    "train.lora.targets": targets,
    "train.lora.dropout": loraDropout,
  };
}

/** The `--data` flag of every verb that grades. */
export const dataFlag = ["--data <path>", "the data set's file, or a folder whose files are named after it"] as const;

/** The config keys that `--data` sets: a folder's files are told apart by their names, a file holds the test problems. */
export function dataKeys(data: string | undefined): Readonly<Record<string, string>> {
  if (data === undefined) return {};
  const isFolder = existsSync(data) && statSync(data).isDirectory();
  return isFolder ? { "task.folder": data } : { "task.files.test": data };
}
