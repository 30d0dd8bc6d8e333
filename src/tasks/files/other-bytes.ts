import { ConfigError } from "../../mdp/index.ts";

/** How files begin that people have under a data file's name, what they are, and the cure. */
const others: readonly (readonly [beginning: Uint8Array, what: string])[] = [
  [Buffer.from("version https://git-lfs"), "a Git LFS pointer in the data's place; run `git lfs pull`, or download the file itself"], // prettier-ignore
  [Buffer.from([0x1f, 0x8b]), "compressed by gzip; let its name end in .gz"],
  [Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), "compressed by zstd; unpack it, or compress it by gzip"],
  [Buffer.from([0x42, 0x5a, 0x68]), "compressed by bzip2; unpack it, or compress it by gzip"],
  [Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a]), "compressed by xz; unpack it, or compress it by gzip"],
  [Buffer.from([0x50, 0x4b, 0x03, 0x04]), "a zip archive, such as a spreadsheet; unpack it, or save the table as CSV"],
  [Buffer.from([0x04, 0x22, 0x4d, 0x18]), "compressed by LZ4; unpack it, or compress it by gzip"],
  [Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), "a 7z archive; unpack it"],
  [Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), "a document of an old office suite; save the table as CSV"],
  [Buffer.from("SQLite format 3"), "an SQLite database; write the table out as CSV or JSONL"],
  [Buffer.from("ARROW1"), "an Arrow file; write it as parquet or JSONL"],
  [Buffer.from([0xff, 0xff, 0xff, 0xff]), "an Arrow stream, such as `save_to_disk` of datasets writes; write it by `to_parquet` or `to_json`"], // prettier-ignore
  [Buffer.from("%PDF"), "a PDF; write its table as CSV"],
  ...[2, 3, 4, 5].map((protocol) => [Buffer.from([0x80, protocol]), "a Python pickle, which is never opened, for it may hold a program; write it as JSONL"] as const), // prettier-ignore
  [Buffer.from("PARE"), "encrypted parquet; write it again without encryption"],
  [Buffer.from("PAR1"), "parquet; let its name end in .parquet"],
];

/**
 * Refuses bytes that are another thing than the file's name says: read as a table they may even have rows.
 *
 * @param isParquet whether the name says so
 * @throws ConfigError saying what they are
 */
export function refuseOtherBytes(bytes: Uint8Array, label: string, isParquet: boolean): void {
  const what = otherThan(bytes);
  if (what === undefined || (isParquet && what.startsWith("parquet"))) return;
  throw new ConfigError(`${label}: wanted the data that its name says, got ${what}`);
}

/** What bytes are that are no text, or no data, with the cure; undefined of others. */
export function otherThan(bytes: Uint8Array): string | undefined {
  const isPage = /^\s*<(?:!doctype html|html)/i.test(Buffer.from(bytes.subarray(0, 100)).toString("latin1"));
  if (isPage) return "a web page; download the file itself, not the page that shows it";
  return others.find(([beginning]) => Buffer.compare(bytes.subarray(0, beginning.length), beginning) === 0)?.[1];
}
