import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Problem, Split, Task } from "../../mdp/index.ts";
import { packageVersion } from "../package-version.ts";
import type { RunConfig } from "../config/run-schema.ts";
import { gradingOf } from "../../tasks/index.ts";
import { graderFingerprint } from "./grader-fingerprint.ts";

/** What a run is made from besides its config: half a run under these and half under others would be neither's. */
export interface RunInputs {
  /** Of rise-lm. */
  readonly version: string;
  /** The grader's fingerprint, or the digest of the user's own task module. */
  readonly grader: string;
  readonly train: ProblemSet;
  readonly test: ProblemSet;
  /** Files of the starting model that say how a chat becomes tokens, by name: small ones as they are, else their digest. */
  readonly model: Readonly<Record<string, string>>;
  /** The same of a teacher in a folder. */
  readonly teacher: Readonly<Record<string, string>>;
}

/** A split's problems: in order, the id, the question's digest, and the gold answer or, where that is long, its digest. */
export interface ProblemSet {
  readonly digest: string;
  /** Absent where there are too many to keep one by one. */
  readonly problems?: readonly (readonly [id: string, question: string, answer: string])[];
}

/**
 * The inputs of a run, or of an evaluation, as they are now.
 *
 * @param splits those that it asks for; of others it holds no problems
 */
export async function inputsOf(
  config: RunConfig,
  task: Task,
  splits: readonly Split[] = ["train", "test"],
): Promise<RunInputs> {
  const { model, teacher } = config;
  const setOf = (split: Split): ProblemSet => problemSet(splits.includes(split) ? task.problems(split) : []);
  return {
    version: packageVersion(),
    grader: await graderOf(config.task, task),
    train: setOf("train"),
    test: setOf("test"),
    model: await companionsOf(model),
    teacher: typeof teacher === "string" ? await companionsOf(teacher) : {},
  };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** A user's module grades by itself. */
async function graderOf(config: RunConfig["task"], task: Task): Promise<string> {
  const isFile = /\.[cm]?[jt]s$/.test(config.name) && existsSync(config.name);
  if (isFile) return digest(readFileSync(config.name, "utf8"));
  return graderFingerprint(await gradingOf(config), task.problems("test"));
}

/** Most problems of a split that are kept one by one. */
const MOST_PROBLEMS = 20_000;
/** Longer answers and files are kept by their digest. */
const [ANSWER_CHARACTERS, FILE_CHARACTERS] = [80, 20_000];

function problemSet(problems: readonly Problem[]): ProblemSet {
  const rows = problems.map(({ id, question, answer, solution = "" }) => {
    const kept = answer.length > ANSWER_CHARACTERS ? digest(answer) : answer;
    return [id, digest(`${question}\0${solution}`), kept] as const;
  });
  return { digest: digest(JSON.stringify(rows)), ...(rows.length > MOST_PROBLEMS ? {} : { problems: rows }) };
}

/** The files of a model that say how a chat becomes tokens, by name: small ones as they are, else their digest; none of one that is not here. */
export async function companionsOf(model: string): Promise<Readonly<Record<string, string>>> {
  const { modelFolder } = await import("../../policies/index.ts");
  const { isAdapterFolder, openFolder, readModelCompanions } = await import("../../engine/index.ts");
  const folder = modelFolder(model);
  const isFolder = existsSync(join(folder, "config.json")) || (existsSync(folder) && isAdapterFolder(folder));
  if (!isFolder && !(folder.endsWith(".gguf") && existsSync(folder))) return {}; // servers have it
  const files = isFolder ? readModelCompanions(folder) : openFolder(folder).companions;
  return Object.fromEntries(
    [...files].map(([name, text]) => [name, text.length > FILE_CHARACTERS ? digest(text) : text]),
  );
}
