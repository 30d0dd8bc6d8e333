import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import {
  makeFolder,
  SUMS,
  syncFolder,
  telling,
  writeSums,
  writeDurably as writeFileDurably,
} from "../../disk/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { ADAPTER_CONFIG } from "./peft-config.ts";

/** A folder of ours holds one of these: a model's or an adapter's description. */
const DESCRIPTIONS = ["config.json", ADAPTER_CONFIG];

/** A folder's neighbours of ours: hidden, and so named that nobody else's are mistaken for them. */
const neighbour = (folder: string, role: string): string =>
  join(dirname(resolve(folder)), `.${basename(resolve(folder))}.rise-${role}`);
/** Where a folder is written before it takes its name. */
const writingPath = (folder: string): string => neighbour(folder, "writing");
/** Where the folder that it replaces waits until then. */
const previousPath = (folder: string): string => neighbour(folder, "previous");

/**
 * Writes a model folder so that at every instant, also after a crash or a power cut, the old one or the new one is whole:
 * writes beside, forces to disk, then renames. A folder cannot be renamed over another in one step, so a crash between
 * the two renames leaves the old one beside; `recoverFolder`, which every reader calls, puts it back.
 *
 * @param write fills the empty folder it is given; files must be forced to disk (`writeDurably`)
 * @param isModelFile names what a new model replaces; the old folder's other entries, such as a README, are kept
 * @param sums writes the sums of the new files beside them
 * @throws CheckpointError if the folder holds something that is not a model: it is not ours to replace
 */
export function replaceFolder(
  folder: string,
  write: (writing: string) => void,
  isModelFile: (name: string) => boolean,
  sums = false,
): void {
  recoverFolder(folder);
  requireModelOrNothing(folder);
  const target = resolve(folder);
  const [writing, previous] = [writingPath(folder), previousPath(folder)];
  rmSync(writing, { recursive: true, force: true }); // what a crash left half-written
  telling(`cannot write the model ${folder}`, target, () => {
    makeFolder(writing);
    try {
      write(writing);
      if (sums) writeSums(writing);
      keepOthers(target, writing, isModelFile);
      syncFolder(writing);
    } catch (error) {
      rmSync(writing, { recursive: true, force: true }); // half a model: a full disk needs the room
      throw error;
    }
    if (existsSync(target)) renameSync(target, previous);
    renameSync(writing, target);
    syncFolder(dirname(target));
    rmSync(previous, { recursive: true, force: true });
  });
}

/** Undoes the half of a `replaceFolder` that a crash cut in two. Does nothing otherwise. */
export function recoverFolder(folder: string): void {
  const previous = previousPath(folder);
  if (!existsSync(previous)) return;
  if (existsSync(folder)) rmSync(previous, { recursive: true, force: true });
  else renameSync(previous, resolve(folder));
}

/** Writes a file and forces it to the disk. */
export function writeDurably(folder: string, name: string, content: string): void {
  writeFileDurably(join(folder, name), content);
}

/**
 * Refuses a folder that holds something and no model: before a training, and before its model takes the folder's place.
 *
 * @throws CheckpointError
 */
export function requireModelOrNothing(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new CheckpointError(`a model is written to a folder, but ${folder} is a file; choose another path`);
  const [entry] = readdirSync(folder);
  if (entry === undefined || DESCRIPTIONS.some((name) => existsSync(join(folder, name)))) return;
  throw new CheckpointError(
    `a model is written to a new, an empty or a model folder, but ${folder} holds ${JSON.stringify(entry)} and no ${DESCRIPTIONS.join(" or ")}; ` +
      "choose another folder",
  );
}

function keepOthers(old: string, writing: string, isModelFile: (name: string) => boolean): void {
  if (!existsSync(old)) return;
  const others = readdirSync(old).filter(
    (name) => name !== SUMS && !isModelFile(name) && !existsSync(join(writing, name)),
  );
  for (const name of others) cpSync(join(old, name), join(writing, name), { recursive: true });
}
