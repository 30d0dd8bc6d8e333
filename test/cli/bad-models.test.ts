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

/** The exit code: 1 where files are damaged, 2 where a whole model was chosen that is not for this engine. */
const damages: readonly (readonly [string, (folder: string) => void, RegExp, number])[] = [
  ["a missing shard", (folder) => rmSync(join(folder, shard)), /must hold model-00002-of-00003\.safetensors, which model\.safetensors\.index\.json names; download the missing shard/, 1],
  ["a shard cut short", (folder) => truncateSync(join(folder, shard), statSync(join(folder, shard)).size - 1000), /model-00002-of-00003\.safetensors must hold \d+ bytes of tensors, got \d+; it is truncated: download or copy it again/, 1],
  ["integer weights", (folder) => reheader(join(folder, shard), (header) => header.replace('"F32"', '"I32"')), /tensor "model\.\S+" must be F32, F16 or BF16, got "I32"; use the model's full-precision checkpoint/, 2],
  ["8-bit weights", (folder) => writeFileSync(join(folder, shard), eightBits), /tensor "w" must be F32, F16 or BF16, got "F8_E4M3"; .*quantised and integer weights are not read/, 2],
  ["pickles alone", (folder) => readdirSync(folder).filter((name) => name.includes("safetensors")).forEach((name) => name.endsWith("json") ? rmSync(join(folder, name)) : renameSync(join(folder, name), join(folder, name.replace("safetensors", "bin")))), /got model-00001-of-00003\.bin, .*; pickles can run code and are never read: .*safe_serialization=True/, 2],
  ["no weights", (folder) => readdirSync(folder).filter((name) => name.includes("safetensors")).forEach((name) => rmSync(join(folder, name))), /must hold model\.safetensors or model\.safetensors\.index\.json, got neither/, 2],
]; // prettier-ignore

test.each(damages)(
  "a model with %s ends with one error that names the file and the cure",
  async (what, damage, message, exitCode) => {
    const folder = join(root, what.replaceAll(" ", "-"));
    cpSync(whole, folder, { recursive: true });
    damage(folder);
    const { code, stdout, stderr } = await rise("generate", "--model", folder, "--prompt", "Hi", "--json");
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([exitCode, ""]);
    expect(stderr.match(/rise: /g)).toHaveLength(1);
    expect(stderr).not.toContain("a fault of rise itself");
  },
  30_000,
);

test("a model that is nowhere says how to get it", async () => {
  const { code, stderr } = await rise("generate", "--model", "owner/nowhere", "--prompt", "Hi");
  expect(code).toBe(2);
  expect(stderr).toContain("a model on the hub must be downloaded first: npx rise-lm pull owner/nowhere");
}, 30_000);

test("a teacher that is missing or unsupported is called the teacher, whatever asks it", async () => {
  const other = join(root, "other");
  cpSync(whole, other, { recursive: true });
  const config = JSON.parse(readFileSync(join(other, "config.json"), "utf8")) as object; // as written
  writeFileSync(
    join(other, "config.json"),
    JSON.stringify({ ...config, architectures: ["GPT2LMHeadModel"], model_type: "gpt2" }),
  );
  const out = ["--out", join(root, "never")];
  for (const [teacher, message] of [
    [join(root, "nowhere"), /the teacher cannot be used: model folder .*nowhere must exist/],
    [other, /the teacher cannot be used: config\.json: architectures must name one of/],
  ] as const) {
    const file = join(root, "teacher.yaml");
    writeFileSync(file, JSON.stringify({ model: whole, teacher, preset: "rise-distill" }));
    const asked = [
      ["run", file, ...out],
      ["collect", "--config", file, ...out, "--set", "collect.by=teacher"],
      ["eval", "--config", file, "--set", "mdp.critic=teacher"],
    ];
    for (const argv of asked) {
      const { code, stderr } = await rise(...argv);
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    }
  }
}, 60_000);
