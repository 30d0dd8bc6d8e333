import { fstatSync } from "node:fs";
import { fill, identityOf, requireSame, withFile } from "./file-bytes.ts";
import { expandBf16, expandF16 } from "./half.ts";
import { LENGTH_FIELD_BYTES, parseHeader, parseHeaderLength, STORED_BYTES } from "./safetensors-header.ts";
import type { StoredType, TensorPlace } from "./safetensors-header.ts";
import type { Tensor } from "./tensor.ts";
import { countElements } from "./tensor.ts";

/** A safetensors file of which the header alone has been read: what it holds, and where. */
interface SafetensorsFile {
  readonly file: string;
  readonly fileBytes: number;
  /** in the order of their bytes in the file */
  readonly places: readonly TensorPlace[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes before the first tensor. */
  readonly dataStart: number;
  /** Tells this file from another that takes its name later. */
  readonly identity: string;
}

/**
 * Reads and checks a safetensors file's header. Takes memory for the header alone, however large the file is.
 *
 * @throws CheckpointError if the file is truncated, damaged, or holds a type other than F32, F16, BF16
 * @see the safetensors format, https://huggingface.co/docs/safetensors
 */
export function openSafetensors(file: string): SafetensorsFile {
  return withFile(file, (descriptor) => {
    const { size: fileBytes } = fstatSync(descriptor);
    const first = new Uint8Array(Math.min(LENGTH_FIELD_BYTES, fileBytes));
    fill(descriptor, first, 0, file);
    const header = new Uint8Array(parseHeaderLength(first, fileBytes, file));
    fill(descriptor, header, LENGTH_FIELD_BYTES, file);
    const dataStart = LENGTH_FIELD_BYTES + header.length;
    const { places, metadata } = parseHeader(header, fileBytes - dataStart, file);
    return { file, fileBytes, places, metadata, dataStart, identity: identityOf(descriptor) };
  });
}

/**
 * Reads some tensors of a file, each straight into the memory that it stays in; F16 and BF16 become f32 there. Blocks: call it
 * off the event loop.
 *
 * @param places of this file
 * @returns one for each place, in their order
 * @throws CheckpointError if the file is no longer the one that was opened
 */
export function readTensors(opened: SafetensorsFile, places: readonly TensorPlace[]): readonly Tensor[] {
  const { file, dataStart, identity } = opened;
  return withFile(file, (descriptor) => {
    requireSame(descriptor, file, identity);
    return places.map(({ type, shape, begin }) => {
      const data = new Float32Array(countElements(shape));
      const storedBytes = data.length * STORED_BYTES[type];
      // Halves go to the end of the place that they will fill.
      fill(descriptor, new Uint8Array(data.buffer, data.byteLength - storedBytes), dataStart + begin, file);
      EXPAND[type](data);
      return { shape, data };
    });
  });
}

/** Bytes that are compared at once. */
const COMPARED_BYTES = 2 ** 20;

/** Whether two tensors of a file are stored alike, type, shape and bytes; without reading either whole. */
export function areStoredAlike({ file, dataStart }: SafetensorsFile, one: TensorPlace, other: TensorPlace): boolean {
  if (one.type !== other.type || one.shape.join() !== other.shape.join()) return false;
  return withFile(file, (descriptor) => {
    const length = one.end - one.begin;
    for (let at = 0; at < length; at += COMPARED_BYTES) {
      const [a, b] = [one, other].map(({ begin }) => {
        const bytes = Buffer.alloc(Math.min(COMPARED_BYTES, length - at));
        fill(descriptor, bytes, dataStart + begin + at, file);
        return bytes;
      });
      if (a === undefined || b === undefined || !a.equals(b)) return false;
    }
    return true;
  });
}

/** All tensors of a safetensors file and its metadata; errors as in `openSafetensors`. */
export function readSafetensors(file: string): {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
} {
  const opened = openSafetensors(file);
  const tensors = readTensors(opened, opened.places);
  const named = opened.places.flatMap(({ name }, i) => {
    const tensor = tensors[i];
    return tensor === undefined ? [] : [[name, tensor] as const];
  });
  return { tensors: new Map(named), metadata: opened.metadata };
}

const EXPAND: Readonly<Record<StoredType, (elements: Float32Array<ArrayBuffer>) => void>> = {
  F32: () => {},
  F16: expandF16,
  BF16: expandBf16,
};
