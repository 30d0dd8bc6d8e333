import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { roundToF16, valueOfF16 } from "./half.ts";
import { openSafetensors, readTensors } from "./safetensors-read.ts";
import { writeSafetensors } from "./safetensors-write.ts";
import { storedTypeOf } from "./stored-type.ts";

const isNumber = (pattern: number): boolean => (pattern & 0x7fff) <= 0x7c00;
const patterns = Array.from({ length: 2 ** 16 }, (_, i) => i).filter(isNumber);

test("every f16 keeps its pattern, and what lies between two goes to the nearer, a tie to the even one", () => {
  const values = Float32Array.from(patterns, valueOfF16);
  expect(Array.from(roundToF16(values))).toEqual(patterns);
  const below = patterns.filter((pattern) => pattern < 0x7bff); // the positive ones but the largest
  const ties = Float32Array.from(below, (pattern) => (valueOfF16(pattern) + valueOfF16(pattern + 1)) / 2);
  expect(Array.from(roundToF16(ties))).toEqual(below.map((pattern) => pattern + (pattern & 1)));
});

test("what would become infinite is refused", () => {
  expect(() => roundToF16(Float32Array.of(65_520))).toThrow("65520 is beyond 65504");
  expect(Array.from(roundToF16(Float32Array.of(65_519)))).toEqual([0x7bff]);
});

test("a file in f16 takes half the bytes, reads back, and is known by its type", () => {
  const folder = mkdtempSync(join(tmpdir(), "rise-half-"));
  const file = join(folder, "model.safetensors");
  const tensors = new Map([["a", { shape: [2, 2], data: Float32Array.of(1, -0.5, 65_504, 2 ** -24) }]]);
  writeSafetensors(file, tensors, {}, { storedType: "F16", rereads: true });
  const opened = openSafetensors(file);
  expect(opened.places.map(({ begin, end }) => end - begin)).toEqual([8]);
  expect(readTensors(opened, opened.places)[0]?.data).toEqual(tensors.get("a")?.data);
  expect(storedTypeOf(folder)).toBe("F16");
  const large = new Map([["a", { shape: [1], data: Float32Array.of(1e6) }]]);
  expect(() => writeSafetensors(file, large, {}, { storedType: "F16" })).toThrow(
    'tensor "a" must fit into f16, got 1000000 is beyond 65504, the largest f16; store it as bf16 or f32',
  );
  rmSync(folder, { recursive: true });
});
