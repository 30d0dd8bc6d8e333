import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeSmallModel } from "../small-model.ts";
import { rise } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise-bad-models-"));
const whole = join(root, "whole");
beforeAll(() => writeSmallModel(whole, 1, { maxShardBytes: 40_000 }));
afterAll(() => rmSync(root, { recursive: true }));

const shard = "model-00002-of-00003.safetensors";

/** Writes another header of the same length: the tensors stay where they are. */
function reheader(file: string, change: (header: string) => string): void {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE());
  const header = change(bytes.toString("utf8", 8, 8 + length));
  bytes.write(header.padEnd(length).slice(0, length), 8, "utf8");
  writeFileSync(file, bytes);
}

/** A file of one tensor of 8 bytes. */
const header = JSON.stringify({ w: { dtype: "F8_E4M3", shape: [8], data_offsets: [0, 8] } });
const eightBits = Buffer.alloc(8 + header.length + 8);
eightBits.writeBigUInt64LE(BigInt(header.length));
eightBits.write(header, 8);

const damages: readonly (readonly [string, (folder: string) => void, RegExp])[] = [
  ["a missing shard", (folder) => rmSync(join(folder, shard)), /must hold model-00002-of-00003\.safetensors, which model\.safetensors\.index\.json names; download the missing shard/],
  ["a shard cut short", (folder) => truncateSync(join(folder, shard), statSync(join(folder, shard)).size - 1000), /model-00002-of-00003\.safetensors must hold \d+ bytes of tensors, got \d+; it is truncated: download or copy it again/],
  ["integer weights", (folder) => reheader(join(folder, shard), (header) => header.replace('"F32"', '"I32"')), /tensor "model\.\S+" must be F32, F16 or BF16, got "I32"; use the model's full-precision checkpoint/],
  ["8-bit weights", (folder) => writeFileSync(join(folder, shard), eightBits), /tensor "w" must be F32, F16 or BF16, got "F8_E4M3"; .*quantised and integer weights are not read/],
  ["pickles alone", (folder) => readdirSync(folder).filter((name) => name.includes("safetensors")).forEach((name) => name.endsWith("json") ? rmSync(join(folder, name)) : renameSync(join(folder, name), join(folder, name.replace("safetensors", "bin")))), /got model-00001-of-00003\.bin, .*; pickles can run code and are never read: .*safe_serialization=True/],
  ["no weights", (folder) => readdirSync(folder).filter((name) => name.includes("safetensors")).forEach((name) => rmSync(join(folder, name))), /must hold model\.safetensors or model\.safetensors\.index\.json, got neither/],
]; // prettier-ignore

test.each(damages)(
  "a model with %s ends with one error that names the file and the cure",
  async (what, damage, message) => {
    const folder = join(root, what.replaceAll(" ", "-"));
    cpSync(whole, folder, { recursive: true });
    damage(folder);
    const { code, stdout, stderr } = await rise("generate", "--model", folder, "--prompt", "Hi", "--json");
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.match(/rise: /g)).toHaveLength(1);
    expect(stderr).not.toContain("a fault of rise itself");
  },
  30_000,
);

test("a model that is nowhere says how to get it", async () => {
  const { code, stderr } = await rise("generate", "--model", "owner/nowhere", "--prompt", "Hi");
  expect(code).toBe(1);
  expect(stderr).toContain("a model on the hub must be downloaded first: rise pull owner/nowhere");
}, 30_000);
