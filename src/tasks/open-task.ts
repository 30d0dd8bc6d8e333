import { ConfigError, type Task } from "../mdp/index.ts";
import { jsonlTask } from "./files/jsonl-task.ts";
import type { TaskConfig } from "./task-schema.ts";
import { wordProblems } from "./word-problems/word-problems.ts";

const instruction = 'Solve the problem step by step. End with "####" and the answer.';

/**
 * The task of a config.
 *
 * @throws ConfigError where a data set's files are not named
 */
export function openTask({ name, level, counts, seed, files }: TaskConfig): Task {
  switch (name) {
    case "word-problems":
      return wordProblems({ level, counts, seed });
    case "gsm8k":
    case "jsonl":
      if (Object.values(files).every((file) => file === undefined)) {
        throw new ConfigError(`task ${name} reads its problems from JSONL files; name one: task.files.test, or --data`);
      }
      return jsonlTask({ name, files, instruction, extract: { style: "auto", mode: "lenient" } });
  }
}
