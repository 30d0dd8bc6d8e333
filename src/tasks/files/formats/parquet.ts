import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { ConfigError } from "../../../mdp/index.ts";
import { type Row, rowOf } from "../row.ts";

const compressors = {
  GZIP: (input: Uint8Array) => gunzipSync(input),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input),
  BROTLI: (input: Uint8Array) => brotliDecompressSync(input),
};

/**
 * The rows of a parquet file, uncompressed or by Snappy, gzip, Zstandard or Brotli.
 *
 * @throws ConfigError where the bytes are no parquet
 */
export async function parquetRows(bytes: Uint8Array<ArrayBuffer>, file: string): Promise<Row[]> {
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  try {
    const records = await parquetReadObjects({ file: buffer, compressors });
    return records.map((record, index) => rowOf(record, `${file} row ${index + 1}`));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const [, codec] = /unsupported compression codec: (\w+)/.exec(why) ?? [];
    if (codec !== undefined) {
      const name = codec.replace(/_RAW$/, "");
      throw new ConfigError(
        `${file}: compressed by ${name}, which is not read; write it again with zstd, snappy, gzip or brotli`,
        { cause },
      );
    }
    throw new ConfigError(`${file}: not parquet: ${why}`, { cause });
  }
}
