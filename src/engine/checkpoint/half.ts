/**
 * bfloat16 to f32, in place: a bfloat16 is the upper half of an f32, so this is exact.
 *
 * @param elements shape [N]; its second half, as bytes, holds the N raw patterns. They are read just before they are overwritten
 */
export function expandBf16(elements: Float32Array<ArrayBuffer>): void {
  const { bits, patterns } = halvesOf(elements);
  for (let i = 0; i < patterns.length; i++) patterns[i] = (bits[i] as number) << 16; // within bounds; a check would cost time
}

/**
 * IEEE 754 half precision to f32, in place: exact, since f32 holds every f16.
 *
 * @param elements as in `expandBf16`
 */
export function expandF16(elements: Float32Array<ArrayBuffer>): void {
  const { bits } = halvesOf(elements);
  const values = f16Values();
  for (let i = 0; i < elements.length; i++) elements[i] = values[bits[i] as number] as number; // within bounds
}

/**
 * f32 to bfloat16, to the nearest, ties to even.
 *
 * @param elements shape [N]
 * @returns shape [N], the raw 16-bit patterns
 */
export function roundToBf16(elements: Float32Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const patterns = new Uint32Array(elements.buffer, elements.byteOffset, elements.length);
  const rounded = new Uint16Array(elements.length);
  for (let i = 0; i < rounded.length; i++) {
    const pattern = patterns[i] as number; // within bounds
    const isNaN = (pattern & 0x7fff_ffff) > 0x7f80_0000; // rounding up could carry a NaN into infinity
    rounded[i] = isNaN ? (pattern >>> 16) | 0x40 : (pattern + 0x7fff + ((pattern >>> 16) & 1)) >>> 16;
  }
  return rounded;
}

const largestF16 = 65_504;

/**
 * f32 to IEEE 754 half precision, to the nearest, ties to even.
 *
 * @param elements shape [N]
 * @returns shape [N], the raw 16-bit patterns
 * @throws RangeError if an element is too large: it would become infinite
 */
export function roundToF16(elements: Float32Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const patterns = new Uint32Array(elements.buffer, elements.byteOffset, elements.length);
  const rounded = new Uint16Array(elements.length);
  for (let i = 0; i < rounded.length; i++) rounded[i] = f16Pattern(patterns[i] as number, elements[i] as number); // within bounds
  return rounded;
}

function f16Pattern(pattern: number, value: number): number {
  const sign = (pattern >>> 16) & 0x8000;
  const size = pattern & 0x7fff_ffff;
  if (size > 0x7f80_0000) return sign | 0x7e00; // not a number
  if (size === 0x7f80_0000) return sign | 0x7c00;
  if (size >= 0x477f_f000) throw new RangeError(`${value} is beyond ${largestF16}, the largest f16`);
  if (size >= 0x3880_0000) return sign | ((size - 0x3800_0000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  // Below the smallest normal f16 a unit is 2^-24: the sum's last bits are the count of units, rounded by the addition itself.
  magic[0] = Math.abs(value) + 0.5;
  return sign | ((magicPattern[0] as number) - 0x3f00_0000);
}

const magic = new Float32Array(1);
const magicPattern = new Uint32Array(magic.buffer);

/** The value of one f16 pattern. */
export function valueOfF16(bits: number): number {
  return f16Values()[bits] as number; // there is one for each of the 2^16 patterns
}

/** The values of all f16 patterns, made when first needed. */
let allF16: Float32Array | undefined;

function f16Values(): Float32Array {
  allF16 ??= Float32Array.from({ length: 2 ** 16 }, (_, bits) => decodeF16Pattern(bits));
  return allF16;
}

/** Two views of one array: N half-width patterns in its second half, and N full-width ones in all of it. */
function halvesOf({ buffer, byteOffset, byteLength, length }: Float32Array<ArrayBuffer>) {
  return {
    bits: new Uint16Array(buffer, byteOffset + byteLength / 2, length),
    patterns: new Uint32Array(buffer, byteOffset, length),
  };
}

function decodeF16Pattern(pattern: number): number {
  const sign = pattern & 0x8000 ? -1 : 1;
  const exponent = (pattern >> 10) & 0x1f;
  const fraction = pattern & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24; // zero and subnormals
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
