import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { CheckpointError } from "./checkpoint-error.ts";
import { findPython, runPython } from "../../../test/python.ts";
import { decodeBf16, decodeF16 } from "./half.ts";
import { readSafetensors } from "./safetensors-read.ts";
import { writeSafetensors } from "./safetensors-write.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-safetensors-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);

const tensors = new Map([
  ["a.weight", { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-30, -0) }],
  ["scalar", { shape: [], data: Float32Array.of(7) }],
  ["empty", { shape: [0, 4], data: new Float32Array(0) }],
]);

/** A file of these header bytes and this many bytes of data. */
function writeRaw(name: string, header: Uint8Array, dataBytes: number): string {
  const bytes = new Uint8Array(8 + header.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  writeFileSync(path(name), bytes);
  return path(name);
}
const writeHeader = (name: string, header: unknown, dataBytes: number): string =>
  writeRaw(name, new TextEncoder().encode(JSON.stringify(header)), dataBytes);

describe("a safetensors file", () => {
  test("gives back the tensors, bits, shapes, order and metadata that were written", () => {
    writeSafetensors(path("a.safetensors"), tensors, { format: "pt", step: "3" });
    const read = readSafetensors(path("a.safetensors"));
    expect([...read.tensors]).toEqual([...tensors]);
    expect(Object.is(read.tensors.get("a.weight")?.data[5], -0)).toBe(true);
    expect(read.metadata).toEqual({ format: "pt", step: "3" });
  });

  test("is the same bytes for the same tensors", () => {
    writeSafetensors(path("b.safetensors"), tensors, { x: "y" });
    writeSafetensors(path("c.safetensors"), tensors, { x: "y" });
    expect(readFileSync(path("b.safetensors"))).toEqual(readFileSync(path("c.safetensors")));
  });

  test("cut at any byte is refused by name", () => {
    writeSafetensors(path("cut.safetensors"), tensors, {});
    for (let bytes = statSync(path("cut.safetensors")).size - 1; bytes >= 0; bytes--) {
      truncateSync(path("cut.safetensors"), bytes);
      expect(() => readSafetensors(path("cut.safetensors"))).toThrow(CheckpointError);
      expect(() => readSafetensors(path("cut.safetensors"))).toThrow("cut.safetensors");
    }
  });

  test("with missing tensor bytes says how many it wants and has", () => {
    const file = writeHeader("short.safetensors", { w: { dtype: "F32", shape: [5], data_offsets: [0, 20] } }, 12);
    expect(() => readSafetensors(file)).toThrow("must hold 20 bytes of tensors, got 12; it is truncated");
  });

  test.each([
    ["a gap", { a: { dtype: "F32", shape: [1], data_offsets: [4, 8] } }, "must begin at byte 0, got 4"],
    ["wrong size", { a: { dtype: "F32", shape: [3], data_offsets: [0, 8] } }, "12 bytes for its shape [3], got 8"],
    ["a negative size", { a: { dtype: "F32", shape: [-1], data_offsets: [0, 8] } }, "non-negative integers"],
    ["a quantised type", { a: { dtype: "F8_E4M3", shape: [8], data_offsets: [0, 8] } }, "F32, F16 and BF16 are read"],
    ["a huge shape", { a: { dtype: "F32", shape: [2 ** 50, 2 ** 50], data_offsets: [0, 8] } }, "bytes for its shape"],
  ])("with %s is refused", (_, header, message) => {
    expect(() => readSafetensors(writeHeader("bad.safetensors", header, 8))).toThrow(message);
  });

  test("of arbitrary bytes never crashes, hangs or allocates beyond its size: it reads or throws CheckpointError", () => {
    const place = fc.record({
      dtype: fc.constantFrom("F32", "F16", "BF16", "I64"),
      shape: fc.array(fc.integer({ min: -1, max: 4 }), { maxLength: 3 }),
      data_offsets: fc.array(fc.integer({ min: -4, max: 40 }), { maxLength: 3 }),
    });
    const name = fc.oneof(fc.string(), fc.constantFrom("__metadata__", "__proto__", "w"));
    const header = fc.oneof(
      fc.json(),
      fc.dictionary(name, fc.oneof(place, fc.json())).map((o) => JSON.stringify(o)),
    );
    const readsOrRefuses = (file: string): void => {
      try {
        readSafetensors(file);
      } catch (error) {
        expect(error).toBeInstanceOf(CheckpointError);
      }
    };
    fc.assert(
      fc.property(header, fc.nat(40), (json, dataBytes) =>
        readsOrRefuses(writeRaw("fuzz.safetensors", new TextEncoder().encode(json), dataBytes)),
      ),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        writeFileSync(path("fuzz.safetensors"), bytes);
        readsOrRefuses(path("fuzz.safetensors"));
      }),
      { numRuns: 500 },
    );
  });
});

describe("half precision", () => {
  test("of 1, -2, the largest, the smallest subnormal, infinity and NaN decodes to their values", () => {
    const f16 = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0xfc00, 0x7e00, 0x8000);
    expect([...decodeF16(f16)]).toEqual([1, -2, 65504, 2 ** -24, -Infinity, NaN, -0]); // IEEE 754 by hand
    const bf16 = Uint16Array.of(0x3f80, 0xc000, 0x7f80, 0x3eab);
    expect([...decodeBf16(bf16)]).toEqual([1, -2, Infinity, 0.333984375]); // 0x3eab0000 as f32
  });

  const python = findPython("numpy", "safetensors", "torch");
  test.skipIf(python.command === undefined)(
    `is read as torch wrote it ${python.note}`,
    () => {
      const script = `
import torch, safetensors.torch, sys
x = torch.arange(0, 65536, dtype=torch.int32).to(torch.int16)
safetensors.torch.save_file({"f16": x.view(torch.float16), "bf16": x.view(torch.bfloat16).clone()}, sys.argv[1])
safetensors.torch.save_file({"f16": x.view(torch.float16).float(), "bf16": x.view(torch.bfloat16).float()}, sys.argv[2])`;
      runPython(python, script, path("half.safetensors"), path("full.safetensors"));
      const [half, full] = [readSafetensors(path("half.safetensors")), readSafetensors(path("full.safetensors"))];
      for (const name of ["f16", "bf16"]) {
        expect(half.tensors.get(name)?.data).toEqual(full.tensors.get(name)?.data);
      }
    },
    240_000,
  );
});
