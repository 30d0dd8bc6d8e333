import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { crc32c, masked } from "./crc32c.ts";

/** A figure at a step, under a tag such as "iteration-1/loss". */
export interface Scalar {
  readonly tag: string;
  readonly step: number;
  readonly value: number;
}

/** The first record of an event file: its version. */
export function versionRecord(seconds: number): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.Bit64).double(seconds);
  return record(writer.tag(3, WireType.LengthDelimited).string("brain.Event:2").finish());
}

/** A scalar as an event (tensorflow/core/util/event.proto: wall_time 1, step 2, summary 5, value 1, tag 1, simple_value 2). */
export function scalarRecord({ tag, step, value }: Scalar, seconds: number): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.Bit64).double(seconds).tag(2, WireType.Varint).int64(step);
  writer.tag(5, WireType.LengthDelimited).fork().tag(1, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string(tag).tag(2, WireType.Bit32).float(value);
  return record(writer.join().join().finish());
}

/** TFRecord: length, its checksum, the bytes, their checksum, all little-endian. */
function record(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(16 + bytes.length);
  const view = new DataView(whole.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, masked(crc32c(whole.subarray(0, 8))), true);
  whole.set(bytes, 12);
  view.setUint32(12 + bytes.length, masked(crc32c(bytes)), true);
  return whole;
}
