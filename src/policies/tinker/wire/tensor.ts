import { WireType, type BinaryWriter } from "@bufbuild/protobuf/wire";
import { z } from "zod";
import { readMessage, writeNested } from "./protobuf.ts";

/** A tensor of one dimension as the protocol carries it. */
export interface WireTensor {
  readonly dtype: "float32" | "int64";
  /** shape [N] */
  readonly values: readonly number[];
}

/** A tensor in the JSON form. */
export const tensorSchema = z.object({
  data: z.array(z.number()),
  dtype: z.enum(["float32", "int64"]),
  shape: z.array(z.int()).nullish(),
});

/** The numbers of element types (enum DType). */
const dtypeNumbers = { float32: 1, int64: 2 } as const;
const [int32Number, bfloat16Number] = [3, 4];

/** The JSON form. */
export function tensorJson({ dtype, values }: WireTensor): z.input<typeof tensorSchema> {
  return { data: [...values], dtype, shape: [values.length] };
}

/** Reads the JSON form. */
export function tensorOfJson({ dtype, data }: z.output<typeof tensorSchema>): WireTensor {
  return { dtype, values: data };
}

/** Writes message Tensor: little-endian elements in field 1, the type in 3, the shape in 4. */
export function writeTensor(writer: BinaryWriter, field: number, { dtype, values }: WireTensor): void {
  writeNested(writer, field, () => {
    writer.tag(1, WireType.LengthDelimited).bytes(bytesOf(values, dtype));
    writer.tag(3, WireType.Varint).int32(dtypeNumbers[dtype]);
    writer.tag(4, WireType.Varint).int64(values.length);
  });
}

/**
 * Reads message Tensor, or BatchedTensor, whose elements and type stand in the same fields.
 *
 * @throws Error for a sparse tensor or an unknown element type
 */
export function readTensor(bytes: Uint8Array): WireTensor {
  let elements: Uint8Array | undefined;
  let dtype = 0;
  readMessage(bytes, {
    1: (reader) => (elements = reader.bytes()),
    3: (reader) => (dtype = reader.int32()),
  });
  if (elements === undefined) throw new Error("a tensor of the Tinker protocol must be dense, got a sparse one");
  return {
    dtype: dtype === dtypeNumbers.int64 || dtype === int32Number ? "int64" : "float32",
    values: numbersOf(elements, dtype),
  };
}

/** Packed little-endian elements. */
export function bytesOf(values: readonly number[], dtype: "float32" | "int64" | "int32"): Uint8Array {
  if (dtype === "float32") return new Uint8Array(Float32Array.from(values).buffer);
  if (dtype === "int32") return new Uint8Array(Int32Array.from(values).buffer);
  return new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
}

/** Elements of packed little-endian bytes; `dtype` is the number of the type. */
function numbersOf(bytes: Uint8Array, dtype: number): readonly number[] {
  const { buffer } = new Uint8Array(bytes); // a copy, aligned
  if (dtype === dtypeNumbers.float32) return [...new Float32Array(buffer)];
  if (dtype === dtypeNumbers.int64) return [...new BigInt64Array(buffer)].map(Number);
  if (dtype === int32Number) return [...new Int32Array(buffer)];
  if (dtype === bfloat16Number)
    return [...new Float32Array(Uint32Array.from(new Uint16Array(buffer), (half) => half << 16).buffer)];
  throw new Error(
    `a tensor of the Tinker protocol must be float32, int64, int32 or bfloat16, got type number ${dtype}`,
  );
}

/** Packed int32 elements, as token ids are carried. */
export function int32sOf(bytes: Uint8Array): readonly number[] {
  return numbersOf(bytes, int32Number);
}

/** Packed float32 elements, as log-probabilities are carried. */
export function float32sOf(bytes: Uint8Array): readonly number[] {
  return numbersOf(bytes, dtypeNumbers.float32);
}
