import { z } from "zod";
import { count, suggestion } from "../mdp/index.ts";
import { isModulePath } from "./files/module-task.ts";
import { generatedNames } from "./generated-tasks.ts";
import { knownSets } from "./known-sets.ts";
import { type LevelName, levels } from "./word-problems/level.ts";

/** Every task that can be named: the generated ones, the known data sets, and a data set of the user's own. */
export const taskNames: readonly string[] = [...generatedNames, ...knownSets.map(({ name }) => name), "custom"];

const levelNames = Object.keys(levels) as LevelName[]; // the keys of a constant record

const path = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: "must be a file's path, or a list of paths" })
  .optional();
const column = z.string().min(1).optional();

const taskName = z
  .string()
  .refine((name) => taskNames.includes(name) || isModulePath(name), {
    error: ({ input }) =>
      `must name a task, or a module such as ./my-task.ts, got ${JSON.stringify(input)}; ${suggestion(String(input), taskNames)}`,
  })
  .meta({ anyOf: [{ enum: taskNames }, { pattern: String.raw`\.[cm]?[jt]s$` }] }); // for editors

const taskObject = z.strictObject({
  /** A generated task (word-problems, guess-and-check, reach-number, exact-sum), a data set's name, custom, or the path of your module. */
  name: taskName.default("word-problems"),
  /** Of generated problems: the difficulty. Word problems take 2 to 6 calculations, reach-number has 3 to 5 numbers, exact-sum 5 to 9. */
  level: z.enum(levelNames).default("medium"),
  /** Of generated problems: how many of each split. */
  counts: z
    .strictObject({
      train: count(1, "try 2000").default(2000),
      validation: count(1, "try 400").default(400),
      test: count(1, "try 400").default(400),
    })
    .prefault({}),
  /** Of generated problems: another seed draws others. */
  seed: count(0, "try 0").default(0),
  /** Of data sets: your own file or folder for each split that is used (.jsonl, .json, .csv, .tsv, .parquet). */
  files: z.strictObject({ train: path, validation: path, test: path }).prefault({}),
  /** Of data sets: a folder whose files are told apart by their names, such as gsm8k_test.jsonl. */
  folder: z.string().min(1).optional(),
  /** Of custom: the names of your columns; of one within another its path, such as reward_model.ground_truth. */
  columns: z.strictObject({ question: column, answer: column, solution: column, id: column }).prefault({}),
  /** Of custom: where an attempt's answer stands; strict takes nothing but that mark. */
  extract: z
    .strictObject({
      style: z.enum(["auto", "boxed", "hashes", "phrase", "number", "whole"]).default("auto"),
      mode: z.enum(["strict", "lenient"]).default("lenient"),
    })
    .prefault({}),
  /**
   * Of code tasks: what keeps tested programs in. Default namespaces: no files, no network; where the system has none, nothing is run.
   * limits: time, memory and output alone are bounded, so that programs can read, write and send what you can.
   */
  sandbox: z.enum(["namespaces", "limits"]).optional(),
  /** Of custom: follows the question in the first message, such as the form that the answer must have. */
  instruction: z.string().optional(),
});

/** Which problems a run works on, where they come from, and how they are graded; a text is the task's name alone. */
export const taskSchema = z.union([
  z
    .string()
    .transform((name): z.input<typeof taskObject> => ({ name }))
    .pipe(taskObject),
  taskObject,
]);

/** See {@link taskSchema}. */
export type TaskConfig = z.output<typeof taskSchema>;
