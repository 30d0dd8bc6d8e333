import { ConfigError, type Split, type Task } from "../mdp/index.ts";
import { jsonlTask } from "./files/jsonl-task.ts";
import { type LevelName, levels } from "./word-problems/level.ts";
import { wordProblems } from "./word-problems/word-problems.ts";

/** Every task that can be named. */
export const taskNames = ["word-problems", "gsm8k", "jsonl"] as const;

/** What a config or a command line says of a task. */
export interface TaskOptions {
  readonly name: string;
  /** Of generated problems: the difficulty; default medium. */
  readonly level?: string;
  /** Of generated problems: how many of each split. */
  readonly counts?: Readonly<Partial<Record<Split, number>>>;
  /** Of generated problems: which ones; default 0. */
  readonly seed?: number;
  /** Of data sets in files: a JSONL file for each split that is used. */
  readonly files?: Readonly<Partial<Record<Split, string>>>;
}

const defaultCounts: Readonly<Record<Split, number>> = { train: 2000, validation: 400, test: 400 };

const instruction = 'Solve the problem step by step. End with "####" and the answer.';

/**
 * The task of a name.
 *
 * @throws ConfigError where the name or the level is not known, or a data set's files are not named
 */
export function openTask({ name, level = "medium", counts, seed = 0, files }: TaskOptions): Task {
  switch (name) {
    case "word-problems":
      return wordProblems({ level: levelOf(level), counts: { ...defaultCounts, ...counts }, seed });
    case "gsm8k":
    case "jsonl":
      return jsonlTask({ name, files: filesOf(name, files), instruction, extract: { style: "auto", mode: "lenient" } });
    default:
      throw new ConfigError(`task.name must be one of ${taskNames.join(", ")}, got "${name}"`);
  }
}

function levelOf(level: string): LevelName {
  if (isLevelName(level)) return level;
  throw new ConfigError(`task.level must be one of ${Object.keys(levels).join(", ")}, got "${level}"`);
}

function isLevelName(name: string): name is LevelName {
  return Object.hasOwn(levels, name);
}

function filesOf(name: string, files: TaskOptions["files"]): NonNullable<TaskOptions["files"]> {
  if (files !== undefined && Object.keys(files).length > 0) return files;
  throw new ConfigError(`task ${name} reads its problems from JSONL files; name one with --data or task.files.test`);
}
