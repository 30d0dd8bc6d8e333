/** The process that measures one device: its memory is given back, and a driver that crashes does it here. */
import { Engine, acceptGpuTest, readModelConfig } from "../../engine/index.ts";
import { decodeSpeeds, trainSpeed } from "../bench/engine-speed.ts";
import type { TokenSeconds } from "./choose.ts";
import type { SpeedAnswer, SpeedQuestion } from "./measure-device.ts";
import { workToMeasure } from "./work.ts";

/** Steps after the first, which compiles the graphs; the fastest counts. */
const steps = 2;

async function measure({ device, threads, fingerprint, work }: SpeedQuestion): Promise<TokenSeconds> {
  acceptGpuTest(fingerprint);
  const { folder, lora } = work;
  const { train, decode } = workToMeasure(readModelConfig(folder), work);
  const engine = await Engine.open(folder, { threads, device, ...(lora && { lora: { ...lora, seed: 1 } }) });
  const trained = train && (await trainSpeed(engine, train, lora !== undefined, { steps }));
  const [sampled] = decode ? await decodeSpeeds(engine, decode) : [];
  await engine.close();
  return {
    ...(trained && { trained: 1 / trained.tokensPerSec }),
    ...(sampled && { sampled: 1 / sampled.tokensPerSec }),
  };
}

process.once("message", (question: SpeedQuestion) => {
  const tell = (answer: SpeedAnswer): void => void process.send?.(answer);
  const failed = (error: unknown): void => tell({ failed: error instanceof Error ? error.message : String(error) });
  void measure(question).then((seconds) => tell({ seconds }), failed); // who asked ends this process
});

// A terminal's Ctrl-C reaches both: it is the other one that decides.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
process.once("disconnect", () => process.exit()); // nobody is there to be told
