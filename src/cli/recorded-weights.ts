import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { SUMS } from "../disk/index.ts";
import { CheckpointError, ModelConfigError } from "../engine/errors.ts";
import { DamageError, modelDigestOf, withOpen, type LearnerOptions, type Models } from "../mdp/index.ts";
import { isRunDirectory, readRun, type RunFault } from "../store/index.ts";
import type { OpenEngine } from "./models.ts";

/**
 * The digest that a run's record knows the weights of its model by, where nothing in the model's own folder says what they must be: a
 * run of an earlier version wrote no sums, and sums may have been deleted.
 *
 * @param folder of a model; undefined is returned of one that has its sums, that no run made, or that its run knows by no digest of ours
 */
function recordedDigest(folder: string): string | undefined {
  if (existsSync(join(folder, SUMS))) return undefined;
  const iteration = dirname(resolve(folder));
  const run = dirname(iteration);
  if (basename(resolve(folder)) !== "model" || !/^iteration-\d+$/.test(basename(iteration)) || !isRunDirectory(run))
    return undefined;
  const record = readRun(run);
  try {
    return engineDigest(modelDigestOf(record, basename(iteration)));
  } finally {
    record.close();
  }
}

/** A recorded digest, where it is the embedded engine's: servers name the weights that they sample from by other words. */
function engineDigest(digest: string | undefined): string | undefined {
  return digest !== undefined && /^[0-9a-f]{64}$/.test(digest) ? digest : undefined;
}

/**
 * Checks weights that were opened against what a run's record knows them by.
 *
 * @param want as it was recorded; undefined: nothing was
 * @throws DamageError if they are others
 */
export function requireWeights(folder: string, got: string, want: string | undefined): void {
  const digest = engineDigest(want);
  if (digest === undefined || got === digest) return;
  throw new DamageError(
    `${folder} must hold the weights that its run evaluated (${digest}), got ${got}: they were damaged or replaced; ` +
      "restore them, or delete the folder's run and train again",
  );
}

/**
 * Models whose weights are those that a run's record knows, if any does, whatever they are opened for.
 *
 * @param folders as {@link Models} opens them; `teacher` is that of `teacherFolder`
 */
export function modelsAsRecorded<M extends Models>(folders: M, teacherFolder: string | undefined): M {
  const check = async (folder: string): Promise<void> => {
    const want = recordedDigest(folder);
    if (want === undefined) return;
    await withOpen(folders.policy(folder), async ({ digest }) => requireWeights(folder, digest, want));
  };
  const { teacher } = folders;
  return {
    ...folders,
    policy: async (folder: string) => {
      await check(folder);
      return folders.policy(folder);
    },
    learner: async (folder: string, options?: LearnerOptions) => {
      await check(folder);
      return folders.learner(folder, options);
    },
    ...(teacher !== undefined && {
      teacher: async () => {
        if (teacherFolder !== undefined) await check(teacherFolder);
        return teacher();
      },
    }),
  };
}

/** Opens an engine whose weights are those that a run's record knows, if any does. */
export function openAsRecorded(open: OpenEngine): OpenEngine {
  return async (folder, surroundings) => {
    const want = recordedDigest(folder);
    const engine = await open(folder, surroundings);
    try {
      if (want !== undefined) requireWeights(folder, await engine.digest(), want);
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  };
}

/**
 * What is wrong with a run's models that have no sums, by the digests that it knows them by.
 *
 * @param open as {@link openAsRecorded} makes it
 */
export async function weightFaults(
  dir: string,
  folders: readonly string[],
  open: OpenEngine,
): Promise<readonly RunFault[]> {
  const faults: RunFault[] = [];
  for (const folder of folders.filter((one) => recordedDigest(join(dir, one)) !== undefined)) {
    try {
      await withOpen(open(join(dir, folder)), () => Promise.resolve());
    } catch (error) {
      if (!isDamage(error)) throw error; // no room to open it, for one
      faults.push({ where: folder, what: error.message });
    }
  }
  return faults;
}

const isDamage = (error: unknown): error is Error =>
  [DamageError, CheckpointError, ModelConfigError].some((damage) => error instanceof damage);
