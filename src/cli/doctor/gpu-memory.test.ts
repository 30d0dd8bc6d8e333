import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { gpuMemoryBytes } from "./gpu-memory.ts";

const devices = mkdtempSync(join(tmpdir(), "rise-vram-"));
afterAll(() => rmSync(devices, { recursive: true }));

test("the largest GPU's memory is told by AMD's driver or NVIDIA's tool, and that of others is not known", () => {
  const none = (): undefined => undefined;
  for (const [device, memory] of [
    ["0000:01:00.0", "8573157376\n"],
    ["0000:02:00.0", "536870912\n"],
    ["0000:03:00.0", "?"],
  ] as const) {
    // prettier-ignore
    mkdirSync(join(devices, device));
    writeFileSync(join(devices, device, "mem_info_vram_total"), memory);
  }
  mkdirSync(join(devices, "0000:00:1f.0"));
  expect(gpuMemoryBytes({ devices, nvidia: none })).toBe(8_573_157_376);
  expect(gpuMemoryBytes({ devices: join(devices, "none"), nvidia: () => "24564\n6144\n" })).toBe(24_564 * 2 ** 20);
  expect(gpuMemoryBytes({ devices, nvidia: () => "24564" })).toBe(24_564 * 2 ** 20);
  expect(gpuMemoryBytes({ devices: join(devices, "none"), nvidia: none })).toBeUndefined();
  expect(gpuMemoryBytes({ devices: join(devices, "none"), nvidia: () => "[N/A]\n" })).toBeUndefined();
});
