import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { writeSmallModel } from "../../../test/small-model.ts";
import { firstNonFinite } from "./finite.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-finite-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeSmallModel(folder);
const file = join(folder, "model.safetensors");
copyFileSync(file, `${file}.whole`);

test("infinities and all patterns of no number are found, the largest and smallest numbers are not", () => {
  const fine = [0, -0, 1e-45, 3.4028234e38, -3.4028234e38];
  expect(firstNonFinite(Float32Array.from(fine))).toBe(-1);
  for (const bad of [Infinity, -Infinity, Number.NaN]) {
    expect(firstNonFinite(Float32Array.from([...fine, bad]))).toBe(fine.length);
  }
  expect(firstNonFinite(new Float32Array(Uint32Array.from([0, 0xffc0_0001]).buffer))).toBe(1);
});

test.each([Number.NaN, Infinity, -Infinity])("a model with one weight of %d is refused by its tensor's name", (bad) => {
  const bytes = readFileSync(`${file}.whole`);
  bytes.writeFloatLE(bad, Number(bytes.readBigUInt64LE(0)) + 8 + 4000);
  writeFileSync(file, bytes);
  expect(() => readCheckpoint(folder)).toThrow(/must hold finite numbers, got .* at place \d+; the file is damaged/);
});

test("weights that ran away are not saved, and what was there stays", () => {
  copyFileSync(`${file}.whole`, file);
  const checkpoint = readCheckpoint(folder);
  const [name = "", weights] = [...checkpoint.weights][0] ?? [];
  weights?.fill(Infinity, 3, 4);
  const out = join(folder, "out");
  expect(() => writeCheckpoint(out, checkpoint)).toThrow(
    `${name} must hold finite numbers, got Infinity at place 3; training diverged`,
  );
  expect(() => readCheckpoint(out)).toThrow();
});
