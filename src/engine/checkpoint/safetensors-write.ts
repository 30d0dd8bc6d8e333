import { createHash, type Hash } from "node:crypto";
import { sha256OfFile, writeDurably } from "../../disk/index.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { roundToBf16, roundToF16 } from "./half.ts";
import { LENGTH_FIELD_BYTES, STORED_BYTES, type StoredType } from "./safetensors-header.ts";
import { openSafetensors } from "./safetensors-read.ts";
import type { Tensor, Tensors } from "./tensor.ts";
import { countElements } from "./tensor.ts";

/** How tensors are stored. */
export interface SafetensorsOptions {
  /** BF16 and F16 halve the file and round every element to 8 or 11 significant bits. Default F32, which loses nothing. */
  readonly storedType?: StoredType;
  /** Reads the file back and compares the hash of all its bytes; without it, its size and its header. Default false. */
  readonly rereads?: boolean;
}

/**
 * Writes a safetensors file in the map's order, forces it to the disk and checks what lies there; the same tensors give the
 * same bytes. Not atomic by itself: see `replaceFolder`.
 *
 * @param metadata texts for the header; transformers wants `{format: "pt"}` in a model's file
 * @throws CheckpointError if a tensor's length is not the product of its shape, or if the disk gives back something else
 */
export function writeSafetensors(
  file: string,
  tensors: Tensors,
  metadata: Readonly<Record<string, string>>,
  { storedType = "F32", rereads = false }: SafetensorsOptions = {},
): void {
  const header = encodeHeader(tensors, metadata, storedType);
  const hash = createHash("sha256");
  writeDurably(file, hashing(pieces(header, tensors, storedType), rereads ? hash : undefined));
  requireWritten(file, tensors, header.length);
  if (rereads) requireSameBytes(file, hash.digest("hex"));
}

/** Elements converted at a time: a second copy of this size is all that storing in another type costs. */
const PIECE_ELEMENTS = 2 ** 20;

/** The file's bytes from its first to its last. */
function* pieces(header: Uint8Array, tensors: Tensors, storedType: StoredType): Generator<Uint8Array> {
  yield header;
  for (const [name, { data }] of tensors) {
    if (storedType === "F32") yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    else
      for (let at = 0; at < data.length; at += PIECE_ELEMENTS)
        yield halves(name, data.subarray(at, at + PIECE_ELEMENTS), storedType);
  }
}

function halves(name: string, elements: Float32Array<ArrayBuffer>, storedType: "F16" | "BF16"): Uint8Array {
  if (storedType === "BF16") return new Uint8Array(roundToBf16(elements).buffer);
  try {
    return new Uint8Array(roundToF16(elements).buffer);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CheckpointError(`tensor ${JSON.stringify(name)} must fit into f16, got ${why}; store it as bf16 or f32`, {
      cause,
    });
  }
}

function encodeHeader(
  tensors: Tensors,
  metadata: Readonly<Record<string, string>>,
  storedType: StoredType,
): Uint8Array {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let begin = 0;
  for (const [name, tensor] of tensors) {
    requireLength(name, tensor);
    const end = begin + tensor.data.length * STORED_BYTES[storedType];
    entries[name] = { dtype: storedType, shape: tensor.shape, data_offsets: [begin, end] };
    begin = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(entries));
  const padded = Math.ceil(json.length / 8) * 8; // so that the tensors are aligned to 8 bytes
  const header = new Uint8Array(LENGTH_FIELD_BYTES + padded).fill(0x20, LENGTH_FIELD_BYTES);
  new DataView(header.buffer).setBigUint64(0, BigInt(padded), true);
  header.set(json, LENGTH_FIELD_BYTES);
  return header;
}

function requireLength(name: string, { shape, data }: Tensor): void {
  const want = countElements(shape);
  if (data.length !== want) {
    throw new CheckpointError(
      `tensor ${JSON.stringify(name)} must have ${want} elements for shape [${shape.join(", ")}], got ${data.length}`,
    );
  }
}

/** The pieces, each added to a hash as it passes. */
function* hashing(pieces: Iterable<Uint8Array>, hash: Hash | undefined): Generator<Uint8Array> {
  for (const piece of pieces) {
    hash?.update(piece);
    yield piece;
  }
}

/** Opening checks that header and size fit each other; the names then say that it is this file. */
function requireWritten(file: string, tensors: Tensors, headerBytes: number): void {
  const { places, dataStart } = openSafetensors(file);
  const names = (entries: Iterable<readonly [string, { readonly shape: readonly number[] }]>): string =>
    [...entries].map(([name, { shape }]) => `${name} ${shape.join()}`).toSorted().join("\n"); // prettier-ignore
  if (dataStart === headerBytes && names(places.map((place) => [place.name, place])) === names(tensors)) return;
  throw new CheckpointError(
    `${file} must hold what was just written, got something else; check the disk, or choose another`,
  );
}

function requireSameBytes(file: string, want: string): void {
  const got = sha256OfFile(file);
  if (got === want) return;
  throw new CheckpointError(
    `${file} must have the SHA-256 ${want} after writing, got ${got}; check the disk, or choose another`,
  );
}
