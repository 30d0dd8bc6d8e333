import { ConfigError } from "../../mdp/index.ts";

/** How files begin that people have under a data file's name, what they are, and the cure. */
const others: readonly (readonly [beginning: Uint8Array, what: string])[] = [
  [Buffer.from("version https://git-lfs"), "a Git LFS pointer in the data's place; run `git lfs pull`, or download the file itself"], // prettier-ignore
  [Buffer.from([0x1f, 0x8b]), "compressed by gzip; let its name end in .gz"],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), "compressed by zstd; unpack it, or compress it by gzip"],
  [Buffer.from([0x42, 0x5a, 0x68]), "compressed by bzip2; unpack it, or compress it by gzip"],
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), "compressed by xz; unpack it, or compress it by gzip"],
  [Buffer.from([0x50, 0x4b, 0x03, 0x04]), "a zip archive, such as a spreadsheet; unpack it, or save the table as CSV"],
  [Buffer.from("PAR1"), "parquet; let its name end in .parquet"],
];

/**
 * Refuses bytes that are another thing than the file's name says: read as a table they may even have rows.
 *
 * @param isParquet whether the name says so
 * @throws ConfigError saying what they are
 */
export function refuseOtherBytes(bytes: Uint8Array, label: string, isParquet: boolean): void {
  const found = others.find(([beginning]) => Buffer.compare(bytes.subarray(0, beginning.length), beginning) === 0)?.[1];
  const isPage = /^\s*<(?:!doctype html|html)/i.test(Buffer.from(bytes.subarray(0, 100)).toString("latin1"));
  const what = isPage ? "a web page; download the file itself, not the page that shows it" : found;
  if (what === undefined || (isParquet && what.startsWith("parquet"))) return;
  throw new ConfigError(`${label}: wanted the data that its name says, got ${what}`);
}
