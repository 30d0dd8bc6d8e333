import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { CheckpointError } from "./checkpoint-error.ts";
import { LENGTH_FIELD_BYTES } from "./safetensors-header.ts";
import type { Tensor, Tensors } from "./tensor.ts";
import { countElements } from "./tensor.ts";

/**
 * Writes a safetensors file as F32, in the map's order, and forces it to the disk; the same tensors give the same bytes.
 * Not atomic by itself: see `replaceFolder`.
 *
 * @param metadata texts for the header; transformers wants `{format: "pt"}` in a model's file
 * @throws CheckpointError if a tensor's length is not the product of its shape
 */
export function writeSafetensors(file: string, tensors: Tensors, metadata: Readonly<Record<string, string>>): void {
  const header = encodeHeader(tensors, metadata);
  const descriptor = openSync(file, "w");
  try {
    writeAll(descriptor, header);
    for (const { data } of tensors.values()) {
      writeAll(descriptor, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function encodeHeader(tensors: Tensors, metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let begin = 0;
  for (const [name, tensor] of tensors) {
    requireLength(name, tensor);
    const end = begin + tensor.data.byteLength;
    entries[name] = { dtype: "F32", shape: tensor.shape, data_offsets: [begin, end] };
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

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, Math.min(bytes.length - written, 2 ** 30));
  }
}
