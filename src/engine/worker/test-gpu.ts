import { Once } from "../once.ts";
import { gpuCheckConfig } from "./check-gpu.ts";
import { EngineError } from "./errors.ts";
import { ModelThread } from "./model-thread.ts";

const tested = new Once(async () => {
  const source = { config: gpuCheckConfig, companions: new Map<string, string>(), seed: 1 };
  const { thread } = await ModelThread.open({ source, options: { threads: 1 } });
  try {
    return await thread.call("checkGpu");
  } finally {
    await thread.terminate(new EngineError("the test of the GPU has ended"));
  }
});

/**
 * Compares the machine's GPU with its processor on a small model, once in a process: ONNX Runtime does not say which GPU it
 * takes, so there is nothing by which an earlier test could be known again.
 *
 * @returns a fingerprint: equal for GPUs and drivers that give the same bits
 * @throws EngineError where there is none, or with what differs
 */
export function testGpu(): Promise<string> {
  return tested.get();
}
