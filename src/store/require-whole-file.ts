import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DamageError } from "../mdp/index.ts";
import { fileFaults } from "./log/file-faults.ts";
import { databaseName } from "./log/verify-run.ts";
import { damaged } from "./totals.ts";

/**
 * Looks at a run's file before SQLite opens it, which takes an emptied one for a new one, and drops what a damaged log holds.
 *
 * @throws DamageError if it is empty or gone though a run's other files are there, torn off, or its log is damaged or another run's
 */
export function requireWholeFile(dir: string): void {
  const file = join(dir, databaseName);
  const here = { folder: dir, file };
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined || size === 0) {
    const traces =
      size === undefined
        ? /^(iteration-\d+|run\.sqlite-wal)$/
        : /^(iteration-\d+|run\.sqlite-wal|config\.yaml|report\.html)$/;
    const beside = readdirSync(dir).filter((name) => traces.test(name) && hasContent(join(dir, name)));
    if (beside.length === 0) return; // a run that is not begun, or was killed as it began
    throw new DamageError(
      `${file} is ${size === 0 ? "empty" : "gone"}, and a run's ${beside.join(", ")} beside it: it was damaged; restore it from a copy of your own, ` +
        `or \`npx rise-lm log recover ${dir}\` keeps what is whole, or start anew with another --out`,
    );
  }
  const [fault] = fileFaults(file);
  if (fault !== undefined) throw damaged(here, `${databaseName}${fault.where}`, fault.what);
}

function hasContent(path: string): boolean {
  const stat = statSync(path);
  return stat.isDirectory() || stat.size > 0;
}
