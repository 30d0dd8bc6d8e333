import { CheckpointError, UnsupportedModelError } from "./checkpoint-error.ts";
import { isJsonObject } from "../json.ts";
import { countElements } from "./tensor.ts";

/** Types that are read; all become f32 in memory. */
export type StoredType = "F32" | "F16" | "BF16";

/** Bytes of one element of each type. */
export const STORED_BYTES: Readonly<Record<StoredType, number>> = { F32: 4, F16: 2, BF16: 2 };

/** Where one tensor lies: `begin` and `end` count from the first byte after the header. */
export interface TensorPlace {
  readonly name: string;
  readonly type: StoredType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** The parsed header of a safetensors file. */
interface SafetensorsHeader {
  /** in the order of their bytes in the file */
  readonly places: readonly TensorPlace[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of the length field that opens the file: a little-endian u64. */
export const LENGTH_FIELD_BYTES = 8;

const MAX_HEADER_BYTES = 100_000_000; // the limit of the reference implementation

/**
 * Reads the header's own length, trusting nothing: a damaged file must not make us allocate what it asks for.
 *
 * @param first the first 8 bytes of the file
 * @throws CheckpointError if the header would not fit in the file or is larger than the format allows
 */
export function parseHeaderLength(first: Uint8Array, fileBytes: number, file: string): number {
  if (first.length < LENGTH_FIELD_BYTES) {
    throw new CheckpointError(
      `${file} must begin with an 8-byte header length, got a file of ${fileBytes} bytes; ${CURE_CUT}`,
    );
  }
  const view = new DataView(first.buffer, first.byteOffset, LENGTH_FIELD_BYTES);
  const bytes = Number(view.getBigUint64(0, true));
  const room = Math.min(fileBytes - LENGTH_FIELD_BYTES, MAX_HEADER_BYTES);
  if (bytes < 2 || bytes > room) {
    throw new CheckpointError(
      `${file} announces a header of ${bytes} bytes, but only 2 to ${room} bytes are possible in this file of ` +
        `${fileBytes} bytes; it is cut short or not a safetensors file: ${CURE_CUT}`,
    );
  }
  return bytes;
}

/**
 * Parses and checks the JSON header: names once each, types known, sizes equal to shape times width, no gap, no overlap, all
 * bytes present.
 *
 * @param bytes the header's text, in UTF-8
 * @param dataBytes bytes of the file after the header
 * @throws CheckpointError naming the tensor, what was wanted and what was found
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number, file: string): SafetensorsHeader {
  const json = decodeText(bytes, file);
  const parsed = parseJsonObject(json, file);
  requireOnce(json, file);
  const { __metadata__: metadata, ...entries } = parsed;
  const places = Object.entries(entries).map(([name, entry]) => parsePlace(name, entry, file));
  places.sort((a, b) => a.begin - b.begin || a.end - b.end);
  requireContiguous(places, dataBytes, file);
  return { places, metadata: parseMetadata(metadata, file) };
}

const CURE_CUT = "download or copy it again";

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CheckpointError(`${file} has a header that is not UTF-8 text; it is damaged: ${CURE_CUT}`, { cause });
  }
}

/** JSON.parse keeps the last of two equal names in silence: which one was meant? */
function requireOnce(json: string, file: string): void {
  const seen = new Set<string>();
  for (const name of outerNames(json)) {
    if (seen.has(name)) {
      throw new CheckpointError(
        `${file} must name every tensor once, got ${show(name)} twice; it is damaged: ${CURE_CUT}`,
      );
    }
    seen.add(name);
  }
}

/** The names of a JSON object's own members, repeated ones as well. */
function outerNames(json: string): readonly string[] {
  const names: string[] = [];
  let depth = 0;
  // Strings, then brackets: a bracket within a string is part of the string.
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}[\]]/gs)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (depth === 1 && token.endsWith(":")) names.push(String(JSON.parse(token.replace(/\s*:$/, ""))));
  }
  return names;
}

/** A value of the file in a message: short, whatever it holds. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}

function parseJsonObject(json: string, file: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json);
    if (isJsonObject(parsed)) return parsed;
  } catch (cause) {
    throw new CheckpointError(`${file} has a header that is not JSON; it is damaged: ${CURE_CUT}`, { cause });
  }
  throw new CheckpointError(`${file} must have a JSON object as its header; it is damaged: ${CURE_CUT}`);
}

function parsePlace(name: string, entry: unknown, file: string): TensorPlace {
  const bad = (want: string, got: unknown): CheckpointError =>
    new CheckpointError(`${file}: tensor ${show(name)} must have ${want}, got ${show(got)}; ${CURE_CUT}`);
  if (!isJsonObject(entry)) throw bad("a description", entry);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (!isStoredType(dtype)) {
    throw new UnsupportedModelError(
      `${file}: tensor ${show(name)} must be F32, F16 or BF16, got ${show(dtype)}; use the model's full-precision checkpoint: ` +
        "quantised and integer weights are not read",
    );
  }
  if (!isCounts(shape)) throw bad("a shape of non-negative integers", shape);
  if (!isCounts(offsets)) throw bad("data_offsets [begin, end]", offsets);
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length !== 2) throw bad("data_offsets [begin, end]", offsets);
  const wantBytes = countElements(shape) * STORED_BYTES[dtype];
  if (!Number.isSafeInteger(wantBytes)) throw bad("a shape whose elements can be counted", shape);
  if (end - begin !== wantBytes) throw bad(`${wantBytes} bytes for its shape [${shape.join(", ")}]`, end - begin);
  return { name, type: dtype, shape, begin, end };
}

function requireContiguous(places: readonly TensorPlace[], dataBytes: number, file: string): void {
  let next = 0;
  for (const place of places) {
    if (place.begin !== next) {
      throw new CheckpointError(
        `${file}: tensor ${show(place.name)} must begin at byte ${next}, got ${place.begin}; ` +
          "tensors may neither overlap nor leave gaps: the file is damaged",
      );
    }
    next = place.end;
  }
  if (next !== dataBytes) {
    const state = dataBytes < next ? "truncated" : "followed by bytes that belong to no tensor";
    throw new CheckpointError(
      `${file} must hold ${next} bytes of tensors, got ${dataBytes}; it is ${state}: ${CURE_CUT}`,
    );
  }
}

function parseMetadata(metadata: unknown, file: string): Readonly<Record<string, string>> {
  if (metadata === undefined) return {};
  if (isJsonObject(metadata)) {
    const texts = Object.entries(metadata).filter((pair): pair is [string, string] => typeof pair[1] === "string");
    if (texts.length === Object.keys(metadata).length) return Object.fromEntries(texts);
  }
  throw new CheckpointError(`${file}: __metadata__ must map names to texts, got ${show(metadata)}; ${CURE_CUT}`);
}

function isStoredType(value: unknown): value is StoredType {
  return value === "F32" || value === "F16" || value === "BF16";
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}
