import * as fc from "fast-check";
import { expect, test } from "vitest";
import { floatsFromBlob, floatsToBlob, idsFromBlob, idsToBlob } from "./blobs.ts";

test("ids come back from their bytes, and small ids take one byte", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 })), (ids) => {
      expect(idsFromBlob(idsToBlob(ids))).toEqual(ids);
    }),
  );
  expect(idsToBlob([1, 127])).toHaveLength(2);
  expect([...idsToBlob([300])]).toEqual([0xac, 0x02]); // 300 = 2 * 128 + 44; 44 + 128 = 0xac
});

test("floats come back in every bit, whether single or double", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double(), fc.float())), (values) => {
      expect(floatsFromBlob(floatsToBlob(values), values.length)).toEqual(values);
    }),
  );
});

test("single-precision log-probabilities take four bytes each", () => {
  expect(floatsToBlob([-0.5, Math.fround(-0.1)])).toHaveLength(8);
  expect(floatsToBlob([-0.5, -0.1])).toHaveLength(16);
});
