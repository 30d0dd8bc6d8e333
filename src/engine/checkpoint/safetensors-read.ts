import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { CheckpointError } from "./checkpoint-error.ts";
import { decodeBf16, decodeF16 } from "./half.ts";
import { LENGTH_FIELD_BYTES, parseHeader, parseHeaderLength } from "./safetensors-header.ts";
import type { StoredType, TensorPlace } from "./safetensors-header.ts";
import type { Tensor } from "./tensor.ts";

/** What one safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Reads a safetensors file whole; F16 and BF16 become f32. Blocks: call it off the event loop.
 *
 * @throws CheckpointError if the file is truncated, damaged, or holds a type other than F32, F16, BF16
 * @see the safetensors format, https://huggingface.co/docs/safetensors
 */
export function readSafetensors(file: string): SafetensorsFile {
  const descriptor = openSync(file, "r");
  try {
    const fileBytes = fstatSync(descriptor).size;
    const first = readBytes(descriptor, 0, Math.min(LENGTH_FIELD_BYTES, fileBytes));
    const headerBytes = parseHeaderLength(first, fileBytes, file);
    const json = new TextDecoder().decode(readBytes(descriptor, LENGTH_FIELD_BYTES, headerBytes));
    const dataStart = LENGTH_FIELD_BYTES + headerBytes;
    const header = parseHeader(json, fileBytes - dataStart, file);
    const tensors = new Map(
      header.places.map((place) => [
        place.name,
        { shape: place.shape, data: readTensor(descriptor, dataStart, place, file) },
      ]),
    );
    return { tensors, metadata: header.metadata };
  } finally {
    closeSync(descriptor);
  }
}

const DECODE: Readonly<Record<StoredType, (bytes: ArrayBuffer) => Float32Array<ArrayBuffer>>> = {
  F32: (bytes) => new Float32Array(bytes),
  F16: (bytes) => decodeF16(new Uint16Array(bytes)),
  BF16: (bytes) => decodeBf16(new Uint16Array(bytes)),
};

function readTensor(
  descriptor: number,
  dataStart: number,
  place: TensorPlace,
  file: string,
): Float32Array<ArrayBuffer> {
  const bytes = readBytes(descriptor, dataStart + place.begin, place.end - place.begin);
  if (bytes.length !== place.end - place.begin) {
    throw new CheckpointError(`${file} became shorter while tensor ${JSON.stringify(place.name)} was read`);
  }
  return DECODE[place.type](bytes.buffer);
}

/** Reads up to `length` bytes at `position` into memory of their own; fewer only at the end of the file. */
function readBytes(descriptor: number, position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    // One read call moves at most 2 GiB on Linux.
    const wanted = Math.min(length - filled, 2 ** 30);
    const got = readSync(descriptor, bytes, filled, wanted, position + filled);
    if (got === 0) break;
    filled += got;
  }
  return filled === length ? bytes : bytes.slice(0, filled);
}
