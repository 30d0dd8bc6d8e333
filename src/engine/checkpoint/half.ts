/**
 * bfloat16 to f32: a bfloat16 is the upper half of an f32, so this is exact.
 *
 * @param bits shape [N], the raw 16-bit patterns
 * @returns shape [N]
 */
export function decodeBf16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const patterns = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) patterns[i] = (bits[i] as number) << 16; // within bounds; a check would cost time
  return new Float32Array(patterns.buffer);
}

/**
 * IEEE 754 half precision to f32: exact, since f32 holds every f16.
 *
 * @param bits shape [N], the raw 16-bit patterns
 * @returns shape [N]
 */
export function decodeF16(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const decoded = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) decoded[i] = decodeF16Pattern(bits[i] as number); // within bounds
  return decoded;
}

function decodeF16Pattern(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24; // zero and subnormals
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
