import { crc32 } from "node:zlib";

/** The values that a column may hold. */
export type Value = string | number | Uint8Array | null;

/**
 * The checksum of a row: CRC-32 over its values, their types and their lengths. It is there to find damage, not forgery: one that
 * flips up to 32 bits in a row is always found, any other with all but one chance in 2^32, at 1.5 GB/s, where SHA-256 does 0.2 on rows of
 * this size. SQLite has page checksums only as an extension in C that Node's does not hold; rows can be told by their names, too.
 *
 * @returns in [0, 2^32)
 */
export function checksumOf(...values: readonly Value[]): number {
  const shape = values.map(shapeOf).join("|");
  return values.reduce<number>((sum, value) => (isLong(value) ? crc32(value, sum) : sum), crc32(shape));
}

const isLong = (value: Value): value is string | Uint8Array => typeof value === "string" || value instanceof Uint8Array;

function shapeOf(value: Value): string {
  if (typeof value === "string") return `s${value.length}`;
  if (value instanceof Uint8Array) return `b${value.length}`;
  return value === null ? "n" : `r${value}`;
}

/** Sums of checksums are kept below 2^48, so that they are whole numbers in JavaScript and in SQLite. */
export function addedTo(sum: number, checksum: number): number {
  return (sum + checksum) % 2 ** 48;
}
