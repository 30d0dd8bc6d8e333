import { describe, expect, test } from "vitest";
import { findTestGpu } from "../../../test/gpu.ts";
import { askBuffer } from "./ask-buffer.ts";
import { GpuMemory } from "./gpu-memory.ts";

const gpu = await findTestGpu();

describe.skipIf(!gpu.isThere)(`a buffer of the GPU ${gpu.note}`.trim(), () => {
  test("is had where it is small; beyond the limit it is refused, and the GPU goes on", async () => {
    expect(await askBuffer(2 ** 20)).toBeNull();
    const refusal = await askBuffer(2 ** 33 - 4096); // no adapter binds as much as 2^32 bytes
    expect(refusal?.said).not.toBe("");
    expect(refusal?.limitBytes ?? 2 ** 20).toBeLessThan(2 ** 33);
    const memory = new GpuMemory();
    (await memory.zeros([4])).dispose();
    await memory.release();
  });
});
