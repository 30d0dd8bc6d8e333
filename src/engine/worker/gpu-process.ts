/** The process that uses the GPU for the first time: a driver that crashes, hangs or chatters does it there. */
import { askBuffer } from "../device/index.ts";
import { checkGpu } from "./check-gpu.ts";
import { packError } from "./errors.ts";
import type { GpuAnswer, GpuQuestion } from "./gpu-question.ts";

async function answer(question: GpuQuestion): Promise<GpuAnswer> {
  try {
    if (question.ask === "buffer") return { result: await askBuffer(question.bytes) };
    return { result: await checkGpu() };
  } catch (error) {
    return { error: packError(error) };
  }
}

process.once("message", (question: GpuQuestion) => {
  void answer(question).then((answered) => process.send?.(answered)); // who asked ends this process
});

// A terminal's Ctrl-C reaches both: it is the other one that decides.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
process.once("disconnect", () => process.exit()); // nobody is there to be told
