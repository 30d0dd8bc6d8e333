import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes a message as bytes. */
export function writeMessage(write: (writer: BinaryWriter) => void): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

/** Writes a message inside a message, under a field's number. */
export function writeNested(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

/** Writes one entry of a map with string keys. */
export function writeEntry(writer: BinaryWriter, field: number, key: string, writeValue: () => void): void {
  writeNested(writer, field, () => {
    writer.tag(1, WireType.LengthDelimited).string(key);
    writeValue();
  });
}

/** The action for a field of a message; the reader stands at its value. */
type FieldReaders = Readonly<Record<number, (reader: BinaryReader) => void>>;

/**
 * Reads a message field by field; fields that nobody reads are skipped.
 *
 * @throws RangeError or Error of the protobuf library if the bytes are not a message
 */
export function readMessage(bytes: Uint8Array, fields: FieldReaders): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    const read = fields[field];
    if (read === undefined) reader.skip(wireType, field);
    else read(reader);
  }
}

/** Reads one entry of a map with string keys. */
export function readEntry<T>(
  bytes: Uint8Array,
  readValue: (reader: BinaryReader) => T,
  absent: T,
): readonly [string, T] {
  let [key, value] = ["", absent];
  readMessage(bytes, {
    1: (reader) => (key = reader.string()),
    2: (reader) => (value = readValue(reader)),
  });
  return [key, value];
}
