import { existsSync } from "node:fs";
import { vi } from "vitest";
import { GpuMemory } from "../src/engine/device/index.ts";
import { EngineError } from "../src/engine/errors.ts";

/** Chromium brings a Vulkan driver that computes on the processor: the tests' GPU where none is named, the same everywhere. */
const softwareDriver = "/usr/lib/chromium/vk_swiftshader_icd.json";
if (existsSync(softwareDriver)) process.env["VK_DRIVER_FILES"] ??= softwareDriver;

// A software driver compiles every program anew in every process: a minute of a busy machine.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

/** Whether there is a GPU for tests, and what their names say where there is none. */
export interface TestGpu {
  readonly isThere: boolean;
  readonly note: string;
}

/** Stays open: the programs that the driver has compiled are forgotten with the last session. */
const kept = new GpuMemory();

/** Looks for a GPU, the processor's imitation of one included. */
export async function findTestGpu(): Promise<TestGpu> {
  try {
    (await kept.zeros([1])).dispose();
    return { isThere: true, note: "" };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { isThere: false, note: "(skipped: no GPU and no software driver; install chromium and libvulkan1)" };
  }
}
