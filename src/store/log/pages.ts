import { readSync } from "node:fs";
import type { Value } from "../checksum.ts";

/** A database's pages at one moment. */
export interface Pages {
  /** Of the last; the first is 1. */
  readonly count: number;
  /** A page's bytes, or undefined where there is none of that number. */
  at(number: number): Uint8Array | undefined;
}

/** A record of a table or index, as it stands on a page. */
export interface PageRecord {
  readonly values: readonly Value[];
  /** Undefined where the record is its own key: in a table without row ids, or in an index. */
  readonly rowId: number | undefined;
}

/** The bytes of a page that hold content. */
const [TABLE_LEAF, INDEX_LEAF, INDEX_INTERIOR] = [0x0d, 0x0a, 0x02];
const KINDS: readonly (number | undefined)[] = [TABLE_LEAF, INDEX_LEAF, INDEX_INTERIOR];

/** The size that a database's header names, or SQLite's own where the header is damaged. */
function pageSizeOf(bytes: Uint8Array): number {
  const named = bytes.length < 100 ? 0 : u16(bytes, 16);
  const size = named === 1 ? 65_536 : named;
  return size >= 512 && (size & (size - 1)) === 0 ? size : 4096;
}

/** The pages of a database's file, read when they are asked for. */
export function filePages(descriptor: number, fileBytes: number): Pages & { readonly size: number } {
  const head = new Uint8Array(Math.min(100, fileBytes));
  readSync(descriptor, head, 0, head.length, 0);
  const size = pageSizeOf(head);
  const count = Math.ceil(fileBytes / size);
  return {
    size,
    count,
    at(number) {
      if (number < 1 || number > count) return undefined;
      const bytes = new Uint8Array(size); // what is torn off is zeros
      readSync(descriptor, bytes, 0, size, (number - 1) * size);
      return bytes;
    },
  };
}

/**
 * Every record that can be read on pages, whatever leads to them: a damaged page costs its own rows only. What damage made of a
 * record is for its checksum to find.
 */
export function* recordsOn(pages: Pages): Generator<PageRecord> {
  for (let number = 1; number <= pages.count; number++) {
    const bytes = pages.at(number);
    const head = number === 1 ? 100 : 0; // the file's header
    const kind = bytes?.[head];
    if (bytes === undefined || !KINDS.includes(kind)) continue;
    for (const at of cellsOf(bytes, head)) {
      const record = recordAt(bytes, kind === INDEX_INTERIOR ? at + 4 : at, kind, pages);
      if (record !== undefined) yield record;
    }
  }
}

/**
 * Where the cells of a page begin.
 *
 * @param head where its own header begins: on page 1 behind the file's
 */
export function cellsOf(bytes: Uint8Array, head: number): readonly number[] {
  const isInterior = (bytes[head] ?? 0) < INDEX_LEAF;
  const first = head + (isInterior ? 12 : 8);
  const count = Math.min(u16(bytes, head + 3), Math.floor((bytes.length - first) / 2));
  return Array.from({ length: count }, (_, i) => u16(bytes, first + 2 * i)).filter((at) => at > 0);
}

function recordAt(bytes: Uint8Array, start: number, kind: number | undefined, pages: Pages): PageRecord | undefined {
  try {
    const [length, afterLength] = varint(bytes, start);
    const isCounted = kind === TABLE_LEAF;
    const [rowId, at] = isCounted ? varint(bytes, afterLength) : [undefined, afterLength];
    return { rowId, values: valuesOf(payload(bytes, at, length, isCounted, pages)) };
  } catch (error) {
    if (error instanceof RangeError) return undefined; // it leads out of its page
    throw error;
  }
}

/** Most bytes of a record: more than that is damage, and memory. */
const MOST_BYTES = 2 ** 30;

/** A record's bytes: those on its page, and the rest on a chain of others. */
function payload(bytes: Uint8Array, at: number, length: number, isCounted: boolean, pages: Pages): Uint8Array {
  if (length < 1 || length > MOST_BYTES) throw new RangeError("no length");
  const usable = bytes.length; // no bytes are reserved in our files
  const most = isCounted ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return piece(bytes, at, length);
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((length - least) % (usable - 4));
  const local = wanted <= most ? wanted : least;
  const whole = new Uint8Array(Math.min(length, pages.count * usable));
  whole.set(piece(bytes, at, local));
  let next = u32(bytes, at + local);
  for (let filled = local; filled < length; filled += usable - 4) {
    const page = pages.at(next);
    if (page === undefined) throw new RangeError("no page");
    whole.set(piece(page, 4, Math.min(usable - 4, length - filled)), filled);
    next = u32(page, 0);
  }
  return whole;
}

function valuesOf(record: Uint8Array): readonly Value[] {
  const [headerBytes, first] = varint(record, 0);
  const values: Value[] = [];
  let [at, content] = [first, headerBytes];
  while (at < headerBytes) {
    const [type, after] = varint(record, at);
    const size = sizeOf(type);
    values.push(valueOf(type, piece(record, content, size)));
    [at, content] = [after, content + size];
  }
  return values;
}

/** Bytes of the integer types 0 to 6, the float type 7, and the constants 8 and 9. */
const SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0] as const;
const sizeOf = (type: number): number => SIZES[type] ?? (type >= 12 ? Math.floor((type - 12) / 2) : 0);

function valueOf(type: number, bytes: Uint8Array): Value {
  if (type === 0) return null;
  if (type === 7) return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  if (type === 8 || type === 9) return type - 8;
  if (type < 10) return integer(bytes);
  return type % 2 === 0 ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
}

/** Big-endian, with its sign. */
function integer(bytes: Uint8Array): number {
  const magnitude = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return (bytes[0] ?? 0) < 0x80 ? magnitude : magnitude - 256 ** bytes.length;
}

function piece(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (at < 0 || at + length > bytes.length) throw new RangeError("beyond the page");
  return bytes.subarray(at, at + length);
}

/** SQLite's own: seven bits a byte, the highest first; a ninth byte holds eight. */
function varint(bytes: Uint8Array, at: number): readonly [value: number, after: number] {
  let value = 0;
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new RangeError("beyond the page");
    if (i === 8) return [value * 256 + byte, at + 9];
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return [value, at + 9];
}

/** Two bytes, the higher first; 0 beyond the end. */
function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

/** Four bytes, the highest first. */
export function u32(bytes: Uint8Array, at: number): number {
  return u16(bytes, at) * 65_536 + u16(bytes, at + 2);
}
