import { expect, test } from "vitest";
import { EngineError } from "../errors.ts";
import { requireBuffers, type BufferRefusal } from "./ask-buffer.ts";
import { limitIn } from "./gpu-session.ts";

const mebibyte = 1024 ** 2;
const tensors = [
  { name: "model.norm.weight", bytes: 4096 },
  { name: "lm_head.weight", bytes: 600 * mebibyte },
  { name: "model.embed_tokens.weight", bytes: 700 * mebibyte },
];

test("the limit is read from Dawn's words on a buffer, and from ONNX Runtime's on a binding", () => {
  const dawn =
    "WebGPU validation failed. Buffer size (2147483648) exceeds the max buffer size limit (1073741824).\n - While calling";
  expect(limitIn(dawn)).toBe(2 ** 30);
  expect(limitIn("input 0 takes 9 bytes, exceeding maxStorageBufferBindingSize of 134217728.")).toBe(2 ** 27);
  expect(limitIn("vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY")).toBeUndefined();
});

test("the largest tensor is asked for, and small ones are not", async () => {
  const asked: number[] = [];
  const ask = (bytes: number): Promise<BufferRefusal> => {
    asked.push(bytes);
    return Promise.resolve(null);
  };
  await requireBuffers(tensors, ask);
  await requireBuffers(tensors.slice(0, 1), ask);
  await requireBuffers([{ name: "sure", bytes: 128 * mebibyte }], ask);
  await requireBuffers([], ask);
  expect(asked).toEqual([700 * mebibyte]);
});

test("a tensor beyond the limit is refused by name, with its bytes, the limit and the cure", async () => {
  const refused = (refusal: BufferRefusal) => requireBuffers(tensors, () => Promise.resolve(refusal));
  await expect(refused({ limitBytes: 512 * mebibyte, said: "too large" })).rejects.toThrow(
    new EngineError(
      "model.embed_tokens.weight takes a buffer of 734003200 bytes, but the GPU's largest holds 536870912, and 1 more of its " +
        "tensors are too large; take device cpu, or a model with a smaller vocabulary or width",
    ),
  );
  await expect(refused({ limitBytes: undefined, said: "out of memory" })).rejects.toThrow(
    "but the GPU gives no buffer of that size (out of memory); take device cpu",
  );
});
