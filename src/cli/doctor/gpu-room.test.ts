import { expect, test } from "vitest";
import { gpuRoom } from "./gpu-room.ts";

test("a GPU's limits are told, and which of the measured sizes fit; what nobody tells is no reason that one would not", () => {
  const told = gpuRoom({ largestBuffer: 2 ** 31, memoryBytes: 8e9 }).found;
  expect(told).toMatch(/^buffers of up to 2.1 GB, of which a program has 8; 8 GB of memory; 5M fits \(takes \d+ MB, at most \d+ MB in one buffer\); 135M fits/); // prettier-ignore
  const small = gpuRoom({ largestBuffer: 2 ** 31, memoryBytes: 2e9 }).found;
  expect(small).toMatch(/5M fits \(.*; 135M does not fit \(takes \d(\.\d)? GB/);
  // 135M has an embedding of 49,152 by 576 floats, 113 MB
  expect(gpuRoom({ largestBuffer: 1e8, memoryBytes: 8e9 }).found).toContain("135M does not fit");
  expect(gpuRoom({ largestBuffer: undefined, memoryBytes: undefined }).found).toMatch(
    /^buffers of a size that it does not tell, .*; memory that it does not tell; 5M takes \d+ MB.*; 135M takes/,
  );
});
