import { z } from "zod";
import { count } from "../mdp/index.ts";
import { type LevelName, levels } from "./word-problems/level.ts";

/** Every task that can be named: the generated word problems, and problems in the user's files. */
export const taskNames = ["word-problems", "gsm8k", "jsonl"] as const;

const levelNames = Object.keys(levels) as LevelName[]; // the keys of a constant record

const aFile = z.string().min(1).optional();

/** Which problems a run works on. */
export const taskSchema = z.strictObject({
  name: z.enum(taskNames).default("word-problems"),
  /** Of generated problems: the difficulty, 2 to 6 calculations. */
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
  /** Of problems in files: a JSONL file for each split that is used. */
  files: z.strictObject({ train: aFile, validation: aFile, test: aFile }).prefault({}),
});

/** See {@link taskSchema}. */
export type TaskConfig = z.output<typeof taskSchema>;
