/**
 * Token ids as bytes: LEB128, one or two bytes for most ids of any vocabulary.
 *
 * @param ids shape [N], each an integer in [0, 2^31)
 */
export function idsToBlob(ids: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(5 * ids.length); // at most: 7 bits a byte
  let at = 0;
  for (let i = 0; i < ids.length; i++) {
    let rest = ids[i] ?? 0;
    while (rest >= 0x80) {
      bytes[at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    bytes[at++] = rest;
  }
  return bytes.slice(0, at);
}

/**
 * The ids that {@link idsToBlob} wrote, shape [N].
 *
 * @param start of their bytes; `end` is past the last
 */
export function idsFromBlob(blob: Uint8Array, start = 0, end = blob.length): number[] {
  const ids: number[] = [];
  let id = 0;
  let shift = 0;
  for (let at = start; at < end; at++) {
    const byte = blob[at] ?? 0;
    id |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80) {
      ids.push(id);
      id = 0;
      shift = 0;
    }
  }
  return ids;
}

/**
 * Log-probabilities as bytes, without loss: four bytes each where all of them are single-precision numbers, as an
 * engine's are, else eight. A replayed attempt must equal the sampled one in every bit (I3).
 *
 * @param values shape [N], nats
 */
export function floatsToBlob(values: readonly number[]): Uint8Array {
  const single = Float32Array.from(values);
  const isSingle = values.every((value, i) => Object.is(value, single[i]));
  return new Uint8Array((isSingle ? single : Float64Array.from(values)).buffer);
}

/**
 * The values that {@link floatsToBlob} wrote, shape [N].
 *
 * @param count N, which tells the two widths apart
 */
export function floatsFromBlob(blob: Uint8Array, count: number): number[] {
  const floats = blob.length === 4 * count ? new Float32Array(count) : new Float64Array(count);
  new Uint8Array(floats.buffer).set(blob); // the view of a row's bytes may start anywhere
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(floats[i] ?? 0); // several times as fast as Array.from
  return values;
}
