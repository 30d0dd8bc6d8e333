import { benchDecode, benchTrain, initialise } from "../../engine/index.ts";
import { benchShapes } from "./shapes.ts";

/** What a shape's process is asked. */
export interface ShapeRequest {
  readonly shape: string;
  readonly threads: number;
  readonly peakGflops: number;
}

/** What was measured of a shape. */
export interface ShapeSpeed {
  readonly name: string;
  readonly train: { readonly tokensPerSec: number; readonly shareOfPeak: number; readonly peakRssBytes: number };
  readonly decode: readonly { readonly batch: number; readonly tokensPerSec: number }[];
}

/** Measures one shape; in a process of its own, so that the memory is that shape's alone. */
export async function measureShape({ shape: name, threads, peakGflops }: ShapeRequest): Promise<ShapeSpeed> {
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no bench shape is named ${name}`);
  const { config, train, decode } = shape;
  const instruments = { nowMs: () => performance.now(), peakRssBytes: () => process.resourceUsage().maxRSS * 1024 };
  const { tokensPerSec, shareOfPeak, peakRssBytes } = await benchTrain(
    config,
    { ...train, threads, peakGflops },
    instruments,
  );
  const speeds = await benchDecode(config, initialise(config, 1), { ...decode, threads });
  return { name, train: { tokensPerSec, shareOfPeak, peakRssBytes }, decode: speeds };
}

process.on("message", (request: ShapeRequest) => {
  void measureShape(request).then((speed) => {
    process.send?.(speed);
    process.disconnect();
  });
});
