import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  changedFiles,
  copyDurably,
  makeFolder,
  renameDurably,
  sha256OfFile,
  syncFolder,
  telling,
  writeFileWhole,
} from "../../disk/index.ts";
import { ConfigError, DamageError } from "../../mdp/index.ts";
import { Database } from "../database.ts";
import { markRun } from "../identity.ts";
import { lockRun } from "../lock.ts";
import { migrate, restoreVersion, schemaVersion } from "../schema.ts";
import { dropDocuments, keepWhole, type KeptRows } from "./keep-whole.ts";
import { versionIn, withPages } from "./run-pages.ts";
import { insertRows, type Salvage } from "./salvage.ts";
import { databaseName, goneModels, isVersionAlone, stepFolders, verifyRun, type RunFault } from "./verify-run.ts";

/** What a recovery found, kept and gave up. */
export interface Recovery extends KeptRows {
  /** What was damaged; empty where nothing was, and nothing was done. */
  readonly faults: readonly RunFault[];
  /** The folder, within the run's, that holds what was there before; absent where nothing was moved. */
  readonly copy?: string;
  /** The version alone was damaged, and is what it was; absent elsewhere. */
  readonly mended?: true;
}

/** Written into a copy when the recovery that needed it is complete. */
const DONE = "recovered.json";

/**
 * Makes a damaged run one that can be opened and continued: what is whole stays, what is not will be made again by the run's own
 * command. First a copy of all that is damaged is safe in the run's folder; until then, and wherever this is interrupted, nothing of
 * the original is lost, and the same call begins anew.
 *
 * @param others folders of models whose weights are not those that the run knows, which no sums of theirs tell
 * @throws ConfigError if the folder holds no run, or another process writes it
 * @throws DamageError if the run's version bears no checksums: nothing tells its good rows from others
 */
export function recoverRun(dir: string, others: readonly string[] = []): Recovery {
  const unfinished = copiesOf(dir).filter((copy) => !existsSync(join(dir, copy, DONE)));
  const file = join(dir, databaseName);
  if (!existsSync(file) && unfinished.length === 0) {
    throw new ConfigError(`${dir} holds no run (no ${databaseName}); give the folder of a run`);
  }
  const lock = lockRun(dir, process.pid);
  try {
    const stored = existsSync(file) ? verifyRun(dir) : [{ where: databaseName, what: "it is missing" }];
    const faults = [
      ...stored,
      ...others.map((where) => ({ where, what: "its weights are not those that the run knows" })),
    ];
    if (faults.length === 0 && unfinished.length === 0) return { faults, kept: {}, lost: [], again: [] };
    if (isVersionAlone(faults) && unfinished.length === 0) return withVersion(file, faults);
    if (existsSync(file)) requireChecksums(file);
    const copy = safeCopy(dir);
    const folders = damagedFolders(dir, others);
    const kept = rebuild(dir, [copy, ...unfinished], folders);
    const moved = moveDamaged(dir, copy, folders);
    const recovery = { ...kept, again: [...kept.again, ...moved], faults, copy };
    for (const one of [...unfinished, copy])
      writeFileWhole(join(dir, one, DONE), `${JSON.stringify(recovery, undefined, 2)}\n`);
    return recovery;
  } finally {
    lock.release();
  }
}

/** All rows are whole: nothing is copied, and nothing rebuilt. */
function withVersion(file: string, faults: readonly RunFault[]): Recovery {
  const db = new Database(file);
  try {
    db.exec("PRAGMA synchronous = FULL");
    restoreVersion(db);
  } finally {
    db.close();
  }
  return { faults, kept: {}, lost: [], again: [], mended: true };
}

function requireChecksums(file: string): void {
  const version = withPages(file, ({ committed, readable }) => Math.max(versionIn(committed), versionIn(readable)));
  if (version === 0 || version >= schemaVersion) return;
  throw new DamageError(
    `${file} has version ${version}, whose rows bear no checksums: nothing tells the good ones from others; restore it from a copy of ` +
      "your own, or start a new run with another --out",
  );
}

const copiesOf = (dir: string): readonly string[] =>
  telling(`cannot read ${dir}`, dir, () =>
    readdirSync(dir)
      .filter((name) => /^damaged-\d+$/.test(name))
      .toSorted(),
  );

/** Copies the database and its logs, byte by byte, and reads the copy back. */
function safeCopy(dir: string): string {
  const numbers = copiesOf(dir).map((name) => Number(name.slice("damaged-".length)));
  const name = `damaged-${Math.max(0, ...numbers) + 1}`;
  const writing = join(dir, `${name}.writing`);
  rmSync(writing, { recursive: true, force: true }); // of a recovery that was interrupted
  makeFolder(writing);
  const files = ["", "-wal", "-journal"].map((end) => `${databaseName}${end}`);
  for (const file of files.filter((one) => existsSync(join(dir, one)))) {
    copyDurably(join(dir, file), join(writing, file));
    if (sha256OfFile(join(dir, file)) !== sha256OfFile(join(writing, file))) {
      throw new DamageError(
        `the copy ${join(writing, file)} is not what was copied: the disk fails; nothing was changed`,
      );
    }
  }
  syncFolder(writing);
  renameDurably(writing, join(dir, name));
  return name;
}

/** Puts a database of the whole rows in the damaged one's place. */
function rebuild(dir: string, copies: readonly string[], folders: readonly string[]): KeptRows {
  const file = join(dir, databaseName);
  const fresh = `${file}.recovering`;
  for (const name of [fresh, `${fresh}-journal`]) rmSync(name, { force: true });
  const db = new Database(fresh);
  let kept: KeptRows;
  try {
    db.exec("PRAGMA synchronous = FULL");
    markRun(db);
    migrate(db);
    const salvage: Salvage = { totals: new Map(), keys: new Set(), calls: new Set() };
    db.inTransaction(() => {
      for (const copy of copies) {
        const source = join(dir, copy, databaseName);
        if (existsSync(source)) withPages(source, (pages) => insertRows(db, pages, salvage));
      }
    });
    kept = db.inTransaction(() => keepWhole(db, salvage));
    kept = { ...kept, again: [...kept.again, ...dropLostTraining(db, dir, folders)] };
  } finally {
    db.close();
  }
  // The old log belongs to the old database, and would be read into the new one. The copies hold it.
  for (const end of ["-wal", "-shm", "-journal"]) rmSync(`${file}${end}`, { force: true });
  syncFolder(dir);
  renameDurably(fresh, file);
  return kept;
}

const damagedFolders = (dir: string, others: readonly string[]): readonly string[] =>
  stepFolders(dir).filter((folder) => others.includes(folder) || changedFiles(join(dir, folder)).length > 0);

/** A model whose files are others, or gone, is trained again. */
function dropLostTraining(db: Database, dir: string, folders: readonly string[]): readonly string[] {
  const gone = goneModels(db, dir);
  db.inTransaction(() => {
    for (const folder of [...folders.filter((one) => one.endsWith("/model")), ...gone]) {
      dropDocuments(db, [folder.replace("/model", "/train"), "finished"]);
    }
  });
  return gone.map((folder) => againText(folder));
}

function againText(folder: string): string {
  const [iteration = "", what = ""] = folder.split("/");
  const name = iteration.replace("-", " ");
  return what === "model" ? `${name} is trained again` : `${name}'s training begins anew`;
}

function moveDamaged(dir: string, copy: string, folders: readonly string[]): readonly string[] {
  return folders.map((folder) => {
    const to = join(dir, copy, folder.replace("/", "-"));
    telling(`cannot write ${to}`, to, () => renameSync(join(dir, folder), to));
    syncFolder(join(dir, copy));
    return againText(folder);
  });
}
