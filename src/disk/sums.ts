import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { telling } from "./disk-error.ts";
import { writeDurably, writeFileWhole } from "./write.ts";

/** The file of a folder that says what its other files hold, as `sha256sum` writes and checks it. */
export const SUMS = "SHA256SUMS";

/** A file that is not what its folder's sums say. */
export interface ChangedFile {
  readonly name: string;
  /** In words: "its SHA-256 is ..., not ...", or that it is missing. */
  readonly what: string;
}

/** Writes the sums of all files that a folder holds, which nobody reads yet. */
export function writeSums(folder: string): void {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const names = files.map((file) => relative(folder, file).split(sep).join("/")).filter((name) => name !== SUMS);
  writeDurably(join(folder, SUMS), linesOf(names.toSorted().map((name) => [name, sha256OfFile(join(folder, name))])));
}

/** Adds a file that was written into a folder later, or anew; a folder without sums stays without. */
export function addSum(folder: string, name: string): void {
  const known = readSums(folder);
  if (known === undefined) return;
  known.set(name, sha256OfFile(join(folder, name)));
  writeFileWhole(join(folder, SUMS), linesOf([...known].toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/**
 * The files of a folder that are not what its sums say. A folder without sums, or a file that they do not name, is not ours to
 * judge: then nothing is returned for it.
 *
 * @param names of the files to look at; absent: all that the sums name
 */
export function changedFiles(folder: string, names?: readonly string[]): readonly ChangedFile[] {
  const known = readSums(folder);
  if (known === undefined) return [];
  const broken = known.get("") === undefined ? [] : [{ name: SUMS, what: "it cannot be read as sums" }];
  const named = [...known].filter(([name]) => name !== "" && (names === undefined || names.includes(name)));
  return [...broken, ...named.flatMap(([name, want]) => changeOf(folder, name, want))];
}

function changeOf(folder: string, name: string, want: string): readonly ChangedFile[] {
  if (!existsSync(join(folder, name))) return [{ name, what: "it is missing" }];
  const got = sha256OfFile(join(folder, name));
  return got === want ? [] : [{ name, what: `its SHA-256 must be ${want}, got ${got}` }];
}

/** SHA-256 of a file of any size, in hexadecimal. */
export function sha256OfFile(file: string): string {
  return telling(`cannot read ${file}`, file, () => {
    const hash = createHash("sha256");
    const bytes = new Uint8Array(2 ** 20);
    const descriptor = openSync(file, "r");
    try {
      for (let got = readSync(descriptor, bytes); got > 0; got = readSync(descriptor, bytes))
        hash.update(bytes.subarray(0, got));
    } finally {
      closeSync(descriptor);
    }
    return hash.digest("hex");
  });
}

const linesOf = (sums: readonly (readonly [string, string])[]): string =>
  sums.map(([name, sum]) => `${sum}  ${name}\n`).join("");

/** By name; a line that is none stands under "". */
function readSums(folder: string): Map<string, string> | undefined {
  const file = join(folder, SUMS);
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const whole = lines.length > 1 && lines.at(-1) === "" ? lines.slice(0, -1) : lines; // an empty file was never written
  return new Map(
    whole.map((line) => {
      const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      return sum === undefined || name === undefined || name.split("/").includes("..") ? ["", line] : [name, sum];
    }),
  );
}
