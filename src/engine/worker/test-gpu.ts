import { requireBuffers, type DeviceTensor } from "../device/index.ts";
import { askGpu } from "./gpu-question.ts";

let tested: Promise<string> | undefined;

/**
 * Compares the machine's GPU with its processor on a small model, once in a process: ONNX Runtime does not say which GPU it
 * takes, so there is nothing by which an earlier test could be known again.
 *
 * @param signal ends the test at once
 * @returns a fingerprint: equal for GPUs and drivers that give the same bits
 * @throws EngineError where there is none, or with what differs; the signal's reason
 */
export async function testGpu(signal?: AbortSignal): Promise<string> {
  tested ??= askGpu({ ask: "test" }, { signal });
  try {
    return await tested;
  } catch (error) {
    tested = undefined; // it may be tried again
    throw error;
  }
}

/**
 * Takes the outcome of a test that another process has made, the one that started this one: both have the same GPU, driver and
 * environment.
 */
export function acceptGpuTest(fingerprint: string): void {
  tested = Promise.resolve(fingerprint);
}

/**
 * Refuses tensors that the machine's GPU has no buffer for.
 *
 * @throws EngineError with the largest, its bytes, the limit and the cure; the signal's reason
 */
export function requireGpuBuffers(tensors: readonly DeviceTensor[], signal?: AbortSignal): Promise<void> {
  return requireBuffers(tensors, (bytes) => askGpu({ ask: "buffer", bytes }, { signal }));
}

/** No adapter gives so large a buffer: 8 GiB, in whole pages. */
const beyondAll = 2 ** 33 - 4096;

/** Bytes of the largest buffer that the machine's GPU makes, where its refusal of a larger one tells. */
export async function largestGpuBuffer(signal?: AbortSignal): Promise<number | undefined> {
  const refusal = await askGpu({ ask: "buffer", bytes: beyondAll }, { signal });
  return refusal === null ? beyondAll : refusal.limitBytes;
}
