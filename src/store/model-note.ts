import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { addSum, changedFiles, writeFileWhole } from "../disk/index.ts";
import { ConfigError, DamageError, modelNoteSchema, type ModelNote } from "../mdp/index.ts";

/** The name of the note's file in a model's folder. */
export const modelNoteFile = "rise.json";

/** Writes the note of a model's folder: a reader finds the old one or the new one, whole. */
export function writeModelNote(folder: string, note: ModelNote): void {
  writeFileWhole(join(folder, modelNoteFile), modelNoteText(note));
  addSum(folder, modelNoteFile);
}

/** A note as its file's text, for those who write a model's folder in one piece. */
export function modelNoteText(note: ModelNote): string {
  return `${JSON.stringify(note)}\n`;
}

/**
 * The note of a model's folder, or undefined where it has none: nobody trained it, or not `rise`.
 *
 * @throws ConfigError if there is a note that cannot be read
 */
export function readModelNote(folder: string): ModelNote | undefined {
  const file = join(folder, modelNoteFile);
  const [changed] = changedFiles(folder, [modelNoteFile]);
  if (changed !== undefined)
    throw new DamageError(`${file} is not what was written: ${changed.what}; restore it, or train again`);
  try {
    return modelNoteSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new ConfigError(
      `${file} must say how the model was trained, such as {"attemptsInView": 1}, but cannot be read (${why}); restore it, or delete it`,
      { cause: error },
    );
  }
}
