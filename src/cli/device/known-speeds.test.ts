import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { largeConfig } from "../../../test/large-model.ts";
import { speedsKey, storedSpeeds } from "./known-speeds.ts";

const root = mkdtempSync(join(tmpdir(), "rise-speeds-"));
afterAll(() => rmSync(root, { recursive: true }));
const speeds = { cpu: { trained: 1 }, webgpu: { trained: 0.5 } };

test("speeds are found again by another process, the longest known are forgotten, and a damaged file is no error", () => {
  const file = join(root, "cache", "speeds.json");
  storedSpeeds(file).set("a", speeds);
  expect([storedSpeeds(file).get("a"), storedSpeeds(file).get("toString")]).toEqual([speeds, undefined]);
  for (let i = 0; i < 100; i++) storedSpeeds(file).set(`${i}x`, speeds);
  expect([storedSpeeds(file).get("a"), storedSpeeds(file).get("0x"), storedSpeeds(file).get("99x")]).toEqual([undefined, speeds, speeds]); // prettier-ignore
  for (const damaged of ["", "[1]", '{"a":{"cpu":{"trained":-1},"webgpu":{}}}', readFileSync(file, "utf8").slice(9)]) {
    writeFileSync(file, damaged);
    expect(storedSpeeds(file).get("a")).toBeUndefined();
    storedSpeeds(file).set("a", speeds);
    expect(storedSpeeds(file).get("a")).toEqual(speeds);
  }
  storedSpeeds(file).set("b", { ...speeds, isBound: true });
  expect(storedSpeeds(file).get("b")?.isBound).toBe(true);
  const nowhere = storedSpeeds(join(file, "under-a-file.json"));
  nowhere.set("a", speeds);
  expect([nowhere.get("a"), existsSync(file)]).toEqual([undefined, true]);
});

test.skipIf(process.platform === "win32")("a relative XDG_CACHE_HOME is passed by, as its standard has it", () => {
  vi.stubEnv("XDG_CACHE_HOME", "somewhere").stubEnv("LOCALAPPDATA", "").stubEnv("HOME", root);
  storedSpeeds().set("a", speeds);
  vi.unstubAllEnvs();
  expect([existsSync(join(root, ".cache/rise-lm/device-speeds.json")), existsSync("somewhere")]).toEqual([true, false]);
});

test("another GPU, model, kind of work or number of threads is measured anew, the same model in another folder is not", () => {
  const work = { folder: "a", trains: true, samples: true };
  const machine = { fingerprint: "ab12", threads: 2 };
  const key = speedsKey(largeConfig, work, machine);
  expect(speedsKey(largeConfig, { ...work, folder: "b" }, machine)).toBe(key);
  const others = [
    speedsKey(largeConfig, work, { ...machine, fingerprint: "cd34" }),
    speedsKey(largeConfig, work, { ...machine, threads: 4 }),
    speedsKey({ ...largeConfig, layers: 1 }, work, machine),
    speedsKey(largeConfig, { ...work, trains: false }, machine),
    speedsKey(largeConfig, { ...work, lora: { rank: 2, alpha: 4, targets: ["q_proj"], dropout: 0, rankStabilised: false } }, machine), // prettier-ignore
  ];
  expect(new Set([key, ...others]).size).toBe(6);
});
