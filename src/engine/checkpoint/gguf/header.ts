import { fstatSync } from "node:fs";
import { CheckpointError, UnsupportedModelError } from "../checkpoint-error.ts";
import { fill, identityOf, withFile } from "../file-bytes.ts";
import { describeBeginning, MAGIC } from "./beginning.ts";
import type { BlockType } from "./blocks.ts";
import { blockTypes } from "./blocks.ts";
import { placeTensors, type TensorInfo } from "./layout.ts";
import { unreadTypes } from "./type-names.ts";

/** A value of a GGUF file's metadata. */
export type MetaValue = string | number | boolean | readonly MetaValue[];

/** A tensor of a GGUF file. */
export interface GgufTensor {
  /** llama.cpp's name. */
  readonly name: string;
  /** Slowest dimension first, as in safetensors. */
  readonly shape: readonly number[];
  readonly type: BlockType;
  /** Of its first byte in the file. */
  readonly begin: number;
}

/** A GGUF file of which the header alone has been read. */
export interface GgufFile {
  readonly file: string;
  readonly fileBytes: number;
  readonly metadata: ReadonlyMap<string, MetaValue>;
  readonly tensors: readonly GgufTensor[];
  readonly identity: string;
}

const CURE = "download the file again";
/** A damaged count must not make us loop for hours. */
const MOST_TENSORS = 1e6;
const MOST_VALUES = 1e7;
const MOST_TEXT_BYTES = 1e8;
const MOST_DIMENSIONS = 4;
/** Lists within lists, of which no known file has any. */
const MOST_NESTED = 4;
/** Bytes that show what a file is. */
const BEGINNING_BYTES = 24;

/**
 * Reads and checks a GGUF file's header: versions 2 and 3, little-endian.
 *
 * @throws CheckpointError if it is truncated or damaged; UnsupportedModelError naming a type of block that is not read
 * @see the GGUF specification in the ggml repository
 */
export function readGgufHeader(file: string): GgufFile {
  return withFile(file, (descriptor) => {
    const { size: fileBytes } = fstatSync(descriptor);
    const reader = new HeaderReader(descriptor, file, fileBytes);
    requireGguf(descriptor, file, fileBytes);
    const [, version] = [reader.u32(), reader.u32()];
    if (version !== 2 && version !== 3) {
      const got = version > 0 && version % 2 ** 16 === 0 ? "a big-endian one" : version;
      throw new UnsupportedModelError(
        `${file} must be GGUF of version 2 or 3, little-endian, got ${got}; convert it again`,
      );
    }
    const tensorCount = reader.count("tensors", MOST_TENSORS);
    const pairs = reader.count("metadata entries", MOST_TENSORS);
    const metadata = new Map<string, MetaValue>();
    for (let i = 0; i < pairs; i++) metadata.set(reader.text(), reader.value(reader.u32()));
    const infos = Array.from({ length: tensorCount }, () => readInfo(reader, file));
    const tensors = placeTensors(infos, metadata, { file, fileBytes, headerEnd: reader.position });
    return { file, fileBytes, metadata, tensors, identity: identityOf(descriptor) };
  });
}

/** @throws UnsupportedModelError saying what the file is instead */
function requireGguf(descriptor: number, file: string, fileBytes: number): void {
  const bytes = Buffer.alloc(Math.min(fileBytes, BEGINNING_BYTES));
  fill(descriptor, bytes, 0, file);
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === MAGIC) return;
  throw new UnsupportedModelError(`a model must be a folder or a GGUF file, got ${file}: ${describeBeginning(bytes)}`);
}

function readInfo(reader: HeaderReader, file: string): TensorInfo {
  const name = reader.text();
  const dimensions = reader.u32();
  if (dimensions > MOST_DIMENSIONS) throw new CheckpointError(`${file}: tensor ${name} must have at most 4 dimensions, got ${dimensions}; ${CURE}`); // prettier-ignore
  const shape = Array.from({ length: dimensions }, () => reader.u64()).toReversed();
  const kind = reader.u32();
  const offset = reader.u64();
  const type = blockTypes.get(kind);
  if (type === undefined) {
    const known = [...blockTypes.values()].map((one) => one.name).join(", ");
    throw new UnsupportedModelError(
      `${file}: tensor ${name} must be stored as ${known}, got ${unreadTypes[kind] ?? `type ${kind}`}; take the model in one of these`,
    );
  }
  if ((shape.at(-1) ?? 1) % type.elements !== 0) {
    throw new CheckpointError(`${file}: tensor ${name} [${shape.join(", ")}] must have rows of whole ${type.name} blocks of ${type.elements}; ${CURE}`); // prettier-ignore
  }
  return { name, shape, type, offset };
}

/** Bytes that are read at once. */
const CHUNK_BYTES = 2 ** 20;

/** Goes through a header from its first byte on. */
class HeaderReader {
  readonly #descriptor: number;
  readonly #file: string;
  readonly #fileBytes: number;
  #chunk = Buffer.alloc(0);
  #chunkStart = 0;
  /** Of the next byte. */
  position = 0;

  constructor(descriptor: number, file: string, fileBytes: number) {
    this.#descriptor = descriptor;
    this.#file = file;
    this.#fileBytes = fileBytes;
  }

  u32(): number {
    return this.#take(4).readUInt32LE(0);
  }

  u64(): number {
    const value = this.#take(8).readBigUInt64LE(0);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.#damaged(`a number up to 2^53, got ${value}`);
    return Number(value);
  }

  count(what: string, most: number): number {
    const value = this.u64();
    if (value > most) throw this.#damaged(`at most ${most} ${what}, got ${value}`);
    return value;
  }

  text(): string {
    return this.#take(this.count("bytes in a text", Math.min(MOST_TEXT_BYTES, this.#fileBytes))).toString("utf8");
  }

  /** A value of metadata by its type's number. */
  value(type: number, nested = 0): MetaValue {
    if (type === 8) return this.text();
    if (type === 9) {
      if (nested === MOST_NESTED) throw this.#damaged(`lists in at most ${MOST_NESTED} others, got more`);
      const of = this.u32();
      const length = this.count("values in a list", Math.min(MOST_VALUES, this.#fileBytes));
      return Array.from({ length }, () => this.value(of, nested + 1));
    }
    const read = scalars[type];
    if (read === undefined) throw this.#damaged(`a type of value from 0 to 12, got ${type}`);
    return read.of(this.#take(read.bytes));
  }

  #take(bytes: number): Buffer {
    if (this.position + bytes > this.#fileBytes) throw this.#damaged(`${bytes} more bytes, got its end`);
    const from = this.position - this.#chunkStart;
    if (from + bytes > this.#chunk.length) {
      this.#chunk = Buffer.alloc(Math.min(Math.max(bytes, CHUNK_BYTES), this.#fileBytes - this.position));
      fill(this.#descriptor, this.#chunk, this.position, this.#file);
      this.#chunkStart = this.position;
    }
    const start = this.position - this.#chunkStart;
    this.position += bytes;
    return this.#chunk.subarray(start, start + bytes);
  }

  #damaged(want: string): CheckpointError {
    return new CheckpointError(`${this.#file} must have ${want} at byte ${this.position}: it is damaged; ${CURE}`);
  }
}

const scalars: Readonly<Record<number, { readonly bytes: number; readonly of: (bytes: Buffer) => number | boolean }>> =
  {
    0: { bytes: 1, of: (bytes) => bytes.readUInt8(0) },
    1: { bytes: 1, of: (bytes) => bytes.readInt8(0) },
    2: { bytes: 2, of: (bytes) => bytes.readUInt16LE(0) },
    3: { bytes: 2, of: (bytes) => bytes.readInt16LE(0) },
    4: { bytes: 4, of: (bytes) => bytes.readUInt32LE(0) },
    5: { bytes: 4, of: (bytes) => bytes.readInt32LE(0) },
    6: { bytes: 4, of: (bytes) => bytes.readFloatLE(0) },
    7: { bytes: 1, of: (bytes) => bytes.readUInt8(0) !== 0 },
    10: { bytes: 8, of: (bytes) => Number(bytes.readBigUInt64LE(0)) },
    11: { bytes: 8, of: (bytes) => Number(bytes.readBigInt64LE(0)) },
    12: { bytes: 8, of: (bytes) => bytes.readDoubleLE(0) },
  };
