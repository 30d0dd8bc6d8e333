import { expect, test } from "vitest";
import { largeConfig as large } from "../../../test/large-model.ts";
import { memoryRoomBytes, requireRoom, usesOfMemory } from "./memory-room.ts";

test("a 7B model wants 4 bytes a parameter to be sampled from, 16 to be trained: 27 and 108 GB, and says what would fit", () => {
  const [sampling, adapter, whole] = usesOfMemory(large, 2, 40e9); // 6.74e9 parameters
  expect(sampling?.bytes).toBeGreaterThan(26.9e9);
  expect(sampling?.bytes).toBeLessThan(30e9);
  expect(whole?.bytes).toBeGreaterThan(107e9);
  expect([sampling?.fits, adapter?.fits, whole?.fits]).toEqual([true, true, false]);
  expect(() => requireRoom("big", large, "training all weights", 2, 40e9)).toThrow(
    /training all weights with model big \(6738 million parameters\) needs 10\d\.\d GB .* but 40\.0 GB can be had here; sampling and training an adapter would fit; use a smaller model/,
  );
  expect(() => requireRoom("big", large, "sampling", 2, 20e9)).toThrow("20.0 GB can be had here; use a smaller model");
  expect(() => requireRoom("big", large, "sampling", 2, 60e9)).not.toThrow();
});

test("the room is some memory, and no more than a machine has", () => {
  expect(memoryRoomBytes()).toBeGreaterThan(50e6);
  expect(memoryRoomBytes()).toBeLessThan(1e15);
});
