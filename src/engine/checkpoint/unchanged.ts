import { changedFiles, SUMS } from "../../disk/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";

/**
 * Checks files of a model's folder against the sums that were written with it. Folders of others have none: they are not checked.
 *
 * @param names absent: all that the sums name
 * @throws CheckpointError naming the file that is another
 */
export function requireUnchanged(folder: string, names?: readonly string[]): void {
  const [changed] = changedFiles(folder, names);
  if (changed === undefined) return;
  throw new CheckpointError(
    `${folder}/${changed.name} is not what was written: ${changed.what}; restore the folder or make it anew. ` +
      `If you changed the file on purpose, delete its line from ${SUMS}`,
  );
}
