import { parquetWriteBuffer } from "hyparquet-writer";
import { expect, test } from "vitest";
import { parquetRows } from "./parquet.ts";

/** One table as pyarrow 26.0.1 writes it: columns of text, int64, lists of text, and float64 with a null. */
const written = {
  snappy: [
    "UEFSMRUEFTYVOkwVBBUAEgAAG2gEAAAAMSsxPw8AAAByb290cyBvZiB4XjI9ND8VABUSFRYsFQQVEBUGFQYcAAAACSACAAAABAEBAwIVBBUg",
    "FSRMFQQVABIAABA8AgAAAAAAAAAFAAAAAAAAABUAFRIVFiwVBBUQFQYVBhwAAAAJIAIAAAAEAQEDAhUEFRYVGkwVBBUAEgAACygBAAAAMgIA",
    "AAAtMhUAFR4VIiwVBhUQFQYVBhwAAAAPOAIAAAADBAIAAAAGAwEDBBUEFRAVFEwVAhUAEgAACBwAAAAAAADgPxUAFRIVFiwVBBUQFQYVBhwA",
    "AAAJIAIAAAADAQECABUEGXw1ABgGc2NoZW1hFQgAFQwlAhgIcXVlc3Rpb24lAEwcAAAAFQQlAhgGdGFyZ2V0ADUCGAxmaW5hbF9hbnN3ZXIV",
    "AhUGTDwAAAA1BBgEbGlzdBUCABUMJQIYB2VsZW1lbnQlAEwcAAAAFQolAhgFc2NvcmUAFgQZHBlMJgAcFQwZNQAGEBkYCHF1ZXN0aW9uFQIW",
    "BBaKARaSASZeJggpLBUEFQAVAgAVABUQFQIAPBYmGQYZJgAEAAAAJgAcFQQZNQAGEBkYBnRhcmdldBUCFgQWdBZ8JtoBJpoBKSwVBBUAFQIA",
    "FQAVEBUCADwpBhkmAAQAAAAmABwVDBk1AAYQGTgMZmluYWxfYW5zd2VyBGxpc3QHZWxlbWVudBUCFgYWdhZ+JswCJpYCKSwVBBUAFQIAFQAV",
    "EBUCADwWCBkmBAIZRgAAAAYAAAAmABwVChk1AAYQGRgFc2NvcmUVAhYEFmQWbCbEAyaUAyksFQQVABUCABUAFRAVAgA8KQYZJgICAAAAFtgD",
    "FgQmCBb4AwAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGUwcAAAcAAAcAAAcAAAAwQEAAFBBUjE=",
  ],
  zstd: [
    "UEFSMRUEFTYVSEwVBBUAEgAAKLUv/SAb2QAABAAAADErMT8PAAAAcm9vdHMgb2YgeF4yPTQ/FQAVEhUkLBUEFRAVBhUGHAAAACi1L/0gCUkA",
    "AAIAAAAEAQEDAhUEFSAVMkwVBBUAEgAAKLUv/SAQgQAAAgAAAAAAAAAFAAAAAAAAABUAFRIVJCwVBBUQFQYVBhwAAAAotS/9IAlJAAACAAAA",
    "BAEBAwIVBBUWFShMFQQVABIAACi1L/0gC1kAAAEAAAAyAgAAAC0yFQAVHhUwLBUGFRAVBhUGHAAAACi1L/0gD3kAAAIAAAADBAIAAAAGAwED",
    "BBUEFRAVIkwVAhUAEgAAKLUv/SAIQQAAAAAAAAAA4D8VABUSFSQsFQQVEBUGFQYcAAAAKLUv/SAJSQAAAgAAAAMBAQIAFQQZfDUAGAZzY2hl",
    "bWEVCAAVDCUCGAhxdWVzdGlvbiUATBwAAAAVBCUCGAZ0YXJnZXQANQIYDGZpbmFsX2Fuc3dlchUCFQZMPAAAADUEGARsaXN0FQIAFQwlAhgH",
    "ZWxlbWVudCUATBwAAAAVCiUCGAVzY29yZQAWBBkcGUwmABwVDBk1AAYQGRgIcXVlc3Rpb24VDBYEFooBFq4BJmwmCCksFQQVABUCABUAFRAV",
    "AgA8FiYZBhkmAAQAAAAmABwVBBk1AAYQGRgGdGFyZ2V0FQwWBBZ0FpgBJoQCJrYBKSwVBBUAFQIAFQAVEBUCADwpBhkmAAQAAAAmABwVDBk1",
    "AAYQGTgMZmluYWxfYW5zd2VyBGxpc3QHZWxlbWVudBUMFgYWdhaaASaSAybOAiksFQQVABUCABUAFRAVAgA8FggZJgQCGUYAAAAGAAAAJgAc",
    "FQoZNQAGEBkYBXNjb3JlFQwWBBZkFogBJqYEJugDKSwVBBUAFQIAFQAVEBUCADwpBhkmAgIAAAAW2AMWBCYIFugEACggcGFycXVldC1jcHAt",
    "YXJyb3cgdmVyc2lvbiAyNi4wLjEZTBwAABwAABwAABwAAADEAQAAUEFSMQ==",
  ],
};

test.each(Object.entries(written))("a table that pyarrow wrote with %s is read as it was", async (_, lines) => {
  const rows = await parquetRows(new Uint8Array(Buffer.from(lines.join(""), "base64")), "table.parquet");
  expect(rows).toEqual([
    {
      where: "table.parquet row 1",
      columns: { question: "1+1?", target: 2n, final_answer: ["2"], score: 0.5 },
    },
    {
      where: "table.parquet row 2",
      columns: { question: "roots of x^2=4?", target: 5n, final_answer: ["2", "-2"], score: null },
    },
  ]);
});

test("a parquet file cut off in the middle is an error that names it", async () => {
  const whole = new Uint8Array(Buffer.from(written.snappy.join(""), "base64"));
  await expect(parquetRows(whole.slice(0, 300), "cut.parquet")).rejects.toThrow("cut.parquet: not parquet");
});

test.each([
  ["LZ4", "LZ4"],
  ["LZ4_RAW", "LZ4"],
  ["LZO", "LZO"],
] as const)("a table compressed by %s is refused by the name %s, with the cure", async (codec, name) => {
  const columnData = [{ name: "question", data: ["1+1?", "1+1?"], type: "STRING" as const }];
  const buffer = parquetWriteBuffer({ columnData, codec, compressors: { [codec]: (bytes: Uint8Array) => bytes } });
  await expect(parquetRows(new Uint8Array(buffer), "squeezed.parquet")).rejects.toThrow(
    `squeezed.parquet: compressed by ${name}, which is not read; write it again with zstd, snappy, gzip or brotli`,
  );
});
