import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { writeFileWhole } from "../../disk/index.ts";
import { ConfigError } from "../../mdp/index.ts";
import { resolveConfig } from "../config/load-config.ts";
import { runSchema } from "../config/run-schema.ts";
import { typed } from "../text/typed.ts";

/** Options of `rise init`. */
export interface InitOptions {
  /** The config to write; it must be new. */
  readonly file: string;
  /** The starting model: a folder, a file or a name on the hub. */
  readonly model: string;
  /** The task's name; default: custom where a file is named, else word-problems. */
  readonly task?: string;
  /** Your own training and test problems, as paths from the config's folder. */
  readonly train?: string;
  readonly test?: string;
  /** The columns of your files. */
  readonly question?: string;
  readonly answer?: string;
  /** A teacher's folder, or its server's address; default: the model itself, best of N. */
  readonly teacher?: string;
  /** The teacher's name on its server. */
  readonly teacherModel?: string;
}

/** A config that was written, and what to type next. */
export interface InitOutcome {
  readonly file: string;
  readonly next: readonly string[];
}

/**
 * Writes a short config, commented, that a run can start from.
 *
 * @throws ConfigError if the file exists, or the answers make no config: then nothing is written
 */
export function initConfig(options: InitOptions): InitOutcome {
  const { file } = options;
  refuseExisting(file);
  const text = configText(options);
  resolveConfig(runSchema, parse(text), file);
  writeFileWhole(file, text);
  const commands = [typed("plan", file), typed("run", file, "--smoke"), typed("run", file)];
  return { file, next: commands };
}

/** @throws ConfigError if there is a file of this name, which nothing may write over */
export function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new ConfigError(`${file} exists already; delete it, or give another name: npx rise-lm init FILE`);
}

function configText(options: InitOptions): string {
  const { file, model, teacher } = options;
  return [
    `# yaml-language-server: $schema=${schemaPath(file)}`,
    "# What is left out has a default: docs/reference/config.md has every key. Paths are from this file's folder.",
    "",
    teacher === undefined
      ? "preset: rise-self # a better attempt is the best of the model's own; rise-distill asks a teacher"
      : "preset: rise-distill # a better attempt is the teacher's; rise-self takes the best of the model's own",
    `model: ${scalar(model)}`,
    ...(teacher === undefined ? [] : teacherLines(teacher, options.teacherModel)),
    "iterations: 2 # each collects with the last model and trains from the first",
    "",
    ...taskLines(options),
    "",
    "collect:",
    "  problems: 2000 # of each iteration",
    "  afterSuccess: continue # the model also learns to keep a right answer; the paper: stop",
    "evaluate:",
    "  problems: 500 # more problems see smaller gains: npx rise-lm plan says which",
    "  seeds: 2",
    "",
  ].join("\n");
}

function teacherLines(teacher: string, name: string | undefined): readonly string[] {
  if (!/^https?:\/\//.test(teacher)) return [`teacher: ${scalar(teacher)}`];
  if (name === undefined) {
    throw new ConfigError("a teacher on a server needs its name there, but none is given; give --teacher-model NAME");
  }
  return [
    "teacher:",
    `  urls: [${JSON.stringify(teacher)}]`,
    `  model: ${scalar(name)}`,
    "  # apiKeyEnv: TEACHER_API_KEY # the environment variable that holds the key",
  ];
}

function taskLines({ train, test, question, answer, ...options }: InitOptions): readonly string[] {
  const { task = train === undefined ? "word-problems" : "custom" } = options;
  const files = Object.entries({ train, test }).flatMap(([split, path]) =>
    path === undefined ? [] : [`${split}: ${JSON.stringify(path)}`],
  );
  const columns = Object.entries({ question, answer }).flatMap(([name, column]) =>
    column === undefined ? [] : [`${name}: ${JSON.stringify(column)}`],
  );
  return [
    "task:",
    `  name: ${scalar(task)}`,
    ...(files.length === 0 ? [] : [`  files: { ${files.join(", ")} }`]),
    ...(columns.length === 0 ? [] : [`  columns: { ${columns.join(", ")} }`]),
  ];
}

/** The config's JSON Schema, by which editors complete and check, as the config's folder sees it. */
function schemaPath(file: string): string {
  const packaged = fileURLToPath(new URL("../../../examples/rise.schema.json", import.meta.url));
  return relative(dirname(resolve(file)), packaged)
    .split(sep)
    .join("/");
}

const scalar = (text: string): string => stringify(text).trim();
