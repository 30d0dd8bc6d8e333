import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { CheckpointError } from "./checkpoint-error.ts";
import { findPython, runPython } from "../../../test/python.ts";
import { expandBf16, expandF16, roundToBf16 } from "./half.ts";
import { openSafetensors, readSafetensors, readTensors } from "./safetensors-read.ts";
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
    ["a gap", { a: f32([1], 4, 8) }, '"a" must begin at byte 0, got 4'],
    ["an overlap", { a: f32([1], 0, 4), b: f32([1], 0, 4) }, '"b" must begin at byte 4, got 0'],
    ["wrong size", { a: f32([3], 0, 8) }, "12 bytes for its shape [3], got 8"],
    ["an end before its begin", { a: f32([0], 8, 0) }, "0 bytes for its shape [0], got -8"],
    ["three offsets", { a: f32([2], 0, 8, 8) }, "data_offsets [begin, end], got [0,8,8]"],
    ["a negative size", { a: f32([-1], 0, 8) }, "non-negative integers"],
    ["a broken size", { a: f32([0.5], 0, 8) }, "non-negative integers"],
    ["a quantised type", { a: { ...f32([8], 0, 8), dtype: "F8_E4M3" } }, 'must be F32, F16 or BF16, got "F8_E4M3"'],
    ["an integer type", { a: { ...f32([1], 0, 8), dtype: "I64" } }, 'must be F32, F16 or BF16, got "I64"'],
    ["a huge shape", { a: f32([2 ** 50, 2 ** 50], 0, 8) }, "a shape whose elements can be counted"],
    ["a shape of which 64 bits would see nothing", { a: f32([2 ** 32, 2 ** 32], 0, 0) }, "elements can be counted"],
    [
      "metadata that is no text",
      { __metadata__: { step: 3 }, a: f32([2], 0, 8) },
      "__metadata__ must map names to texts",
    ],
    ["a list in place of a tensor", { a: [1, 2] }, '"a" must have a description, got [1,2]'],
  ])("with %s is refused, file and tensor named", (_, header, message) => {
    const file = writeHeader("bad.safetensors", header, 8);
    expect(() => readSafetensors(file)).toThrow(message);
    expect(() => readSafetensors(file)).toThrow("bad.safetensors");
  });

  test("that names a tensor twice is refused, also where the name is spelt in two ways or the shapes agree", () => {
    const place = JSON.stringify(f32([2], 0, 8));
    for (const twice of [`{"a": ${place}, "a": ${place}}`, `{"a": ${place}, "\\u0061" : ${place}}`]) {
      const file = writeRaw("twice.safetensors", new TextEncoder().encode(twice), 8);
      expect(() => openSafetensors(file)).toThrow('must name every tensor once, got "a" twice');
    }
    const nested = `{"__metadata__": {"a": "{\\"a\\":", "b": "]"}, "a": ${place}}`; // inner names and texts are not outer names
    expect(openSafetensors(writeRaw("once.safetensors", new TextEncoder().encode(nested), 8)).places).toHaveLength(1);
  });

  test("whose header is not UTF-8 is refused", () => {
    const header = new TextEncoder().encode('{"a?": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}');
    header[3] = 0xff;
    expect(() => openSafetensors(writeRaw("bytes.safetensors", header, 8))).toThrow("is not UTF-8 text");
  });

  test("whose header says it is 2^63 bytes long is refused before anything is allocated", () => {
    const file = writeRaw("giant.safetensors", new Uint8Array(16), 0);
    const bytes = readFileSync(file);
    bytes.writeBigUInt64LE(2n ** 63n);
    writeFileSync(file, bytes);
    expect(() => openSafetensors(file)).toThrow("only 2 to 16 bytes are possible");
  });

  test("replaced by another between opening and reading is refused", () => {
    writeSafetensors(path("changing.safetensors"), tensors, {});
    const opened = openSafetensors(path("changing.safetensors"));
    rmSync(path("changing.safetensors"));
    writeSafetensors(path("changing.safetensors"), new Map([...tensors].toReversed()), {});
    expect(() => readTensors(opened, opened.places)).toThrow("was changed after it was opened");
  });

  test("of arbitrary bytes never crashes or hangs: it is refused, or its tensors fill it exactly", () => {
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
    fc.assert(
      fc.property(header, fc.nat(40), (json, dataBytes) =>
        opensOrRefuses(writeRaw("fuzz.safetensors", new TextEncoder().encode(json), dataBytes)),
      ),
      { numRuns: 1500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        writeFileSync(path("fuzz.safetensors"), bytes);
        opensOrRefuses(path("fuzz.safetensors"));
      }),
      { numRuns: 500 },
    );
  });

  test("of which some bytes were changed, removed or added is refused, or its tensors fill it exactly", () => {
    writeSafetensors(path("mutated.safetensors"), tensors, { format: "pt" });
    const whole = [...readFileSync(path("mutated.safetensors"))];
    const digit = fc.constantFrom(...'0123456789-.eE,:[]{}"FB'.split("").map((letter) => letter.charCodeAt(0)));
    const change = fc.record({
      at: fc.nat(whole.length - 1),
      removed: fc.nat(3),
      added: fc.array(fc.oneof(digit, fc.nat(255)), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = [...whole];
        for (const { at, removed, added } of changes) bytes.splice(at, removed, ...added);
        writeFileSync(path("mutated.safetensors"), Uint8Array.from(bytes));
        opensOrRefuses(path("mutated.safetensors"));
      }),
      { numRuns: 2000 },
    );
  });
});

const f32 = (shape: readonly number[], ...offsets: readonly number[]) => ({
  dtype: "F32",
  shape,
  data_offsets: offsets,
});

/** Whatever is opened asks for no more memory than twice the file: every tensor's bytes are in it once. */
function opensOrRefuses(file: string): void {
  try {
    const { places, dataStart, fileBytes } = openSafetensors(file);
    expect(places.reduce((sum, { begin, end }) => sum + end - begin, dataStart)).toBe(fileBytes);
    readSafetensors(file);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    expect(error.message).toContain(file);
  }
}

describe("half precision", () => {
  test("of 1, -2, the largest, the smallest subnormal, infinity and NaN decodes to their values", () => {
    const f16 = [0x3c00, 0xc000, 0x7bff, 0x0001, 0xfc00, 0x7e00, 0x8000];
    expect(expanded(f16, expandF16)).toEqual([1, -2, 65504, 2 ** -24, -Infinity, NaN, -0]); // IEEE 754 by hand
    const bf16 = [0x3f80, 0xc000, 0x7f80, 0x3eab];
    expect(expanded(bf16, expandBf16)).toEqual([1, -2, Infinity, 0.333984375]); // 0x3eab0000 as f32
  });

  test("rounds to the nearest bfloat16, ties to even, and keeps infinity and NaN", () => {
    const ulp = 2 ** -7; // of bfloat16 in [1, 2)
    const elements = Float32Array.of(
      1 + ulp / 2,
      1 + (3 * ulp) / 2,
      1 + 0.51 * ulp,
      -1 - 0.49 * ulp,
      Infinity,
      NaN,
      -0,
    );
    expect(expanded([...roundToBf16(elements)], expandBf16)).toEqual([1, 1 + 2 * ulp, 1 + ulp, -1, Infinity, NaN, -0]);
    fc.assert(
      fc.property(fc.nat(0xffff), (pattern) => {
        const [value = NaN] = expanded([pattern], expandBf16);
        expect(Number.isNaN(value) || roundToBf16(Float32Array.of(value))[0] === pattern).toBe(true); // what is bfloat16 stays
      }),
    );
  });

  test("takes half the file and comes back rounded", () => {
    const data = Float32Array.from({ length: 3000 }, (_, i) => Math.sin(i));
    writeSafetensors(path("bf16.safetensors"), new Map([["w", { shape: [3000], data }]]), {}, { storedType: "BF16", rereads: true }); // prettier-ignore
    const { tensors, metadata } = readSafetensors(path("bf16.safetensors"));
    expect([...(tensors.get("w")?.data ?? [])]).toEqual(expanded([...roundToBf16(data)], expandBf16));
    expect([metadata, statSync(path("bf16.safetensors")).size < 6100]).toEqual([{}, true]);
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

/** Patterns as they lie after reading: in the second half of the array that they will fill. */
function expanded(patterns: readonly number[], expand: (elements: Float32Array<ArrayBuffer>) => void): number[] {
  const elements = new Float32Array(patterns.length);
  new Uint16Array(elements.buffer, 2 * patterns.length).set(patterns);
  expand(elements);
  return [...elements];
}
