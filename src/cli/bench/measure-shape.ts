import { acceptGpuTest, Engine, EngineError, type Device } from "../../engine/index.ts";
import { loraOptions, loraSchema } from "../../mdp/index.ts";
import { roomsHere } from "../../policies/index.ts";
import { decodeSpeeds, partsOf, trainSpeed } from "./engine-speed.ts";
import { rolloutSpeed, type RolloutSpeed } from "./rollout-speed.ts";
import { benchShapes, type BenchShape } from "./shapes.ts";

/** The request to a shape's process. */
export interface ShapeRequest {
  readonly shape: string;
  readonly threads: number;
  readonly device: Device;
  /** Of the GPU's test, where it computes: the process that asks has made it, once for all shapes. */
  readonly fingerprint?: string;
  readonly peakGflops: number;
  /** Trains adapters of this rank on every layer; absent: all weights. */
  readonly loraRank?: number;
  /** Measures rollouts of so many turns as well; absent: none. */
  readonly turns?: number;
}

/** The measurements of a shape. */
export interface ShapeSpeed {
  readonly name: string;
  readonly train: { readonly tokensPerSec: number; readonly shareOfPeak: number; readonly peakRssBytes: number };
  readonly decode: readonly { readonly batch: number; readonly tokensPerSec: number }[];
  /** Without and with the beginnings of chats kept; absent unless turns were asked for. */
  readonly rollouts?: readonly RolloutSpeed[];
}

/** What a shape's process says: how far it is, then what it measured. */
export type ShapeMessage =
  | { readonly done: number; readonly total: number }
  | { readonly speed: ShapeSpeed }
  /** In the words of an error that speaks to the user. */
  | { readonly refused: string }
  /** In the words of any other. */
  | { readonly failed: string };

/** Measures one shape; in a process of its own, so that the memory is that shape's alone. */
async function measureShape(request: ShapeRequest, tell: (message: ShapeMessage) => void): Promise<ShapeSpeed> {
  const { shape: name, threads, device, fingerprint, peakGflops, loraRank, turns } = request;
  if (fingerprint !== undefined) acceptGpuTest(fingerprint);
  const shape = benchShapes.find((one) => one.name === name);
  if (shape === undefined) throw new Error(`no bench shape is named ${name}`);
  const { config, train, decode } = shape;
  const lora = loraRank === undefined ? undefined : { ...loraOptions(loraSchema.parse({ rank: loraRank })), seed: 1 };
  const source = { config, companions: new Map<string, string>(), seed: 1 };
  const total = partsOf(shape) + (turns === undefined ? 0 : 2);
  let done = 0;
  const part = (): void => tell({ done: ++done, total });
  const engine = await Engine.open(source, { threads, device, ...(lora && { lora }) });
  part();
  const { tokensPerSec, gflops } = await trainSpeed(engine, train, lora !== undefined, { onPart: part });
  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  const speeds = await decodeSpeeds(engine, decode, part);
  await engine.close();
  const rollouts = turns === undefined ? undefined : await rolloutSpeeds(shape, { threads, device }, turns, part);
  return {
    name,
    train: { tokensPerSec, shareOfPeak: gflops / peakGflops, peakRssBytes },
    decode: speeds,
    ...(rollouts && { rollouts }),
  };
}

/** Each with an engine of its own, whose counters are then of that alone. */
async function rolloutSpeeds(
  { config, rollouts }: BenchShape,
  machine: Pick<ShapeRequest, "threads" | "device">,
  turns: number,
  onPart: () => void,
): Promise<readonly RolloutSpeed[]> {
  const speeds: RolloutSpeed[] = [];
  for (const keepsPrefixes of [false, true]) {
    const source = { config, companions: new Map<string, string>(), seed: 1 };
    const rooms = roomsHere(config, machine.threads); // as a run takes them
    const engine = await Engine.open(source, { ...machine, ...rooms, ...(!keepsPrefixes && { prefixBytes: 0 }) });
    speeds.push({ keepsPrefixes, ...(await rolloutSpeed(engine, rollouts, turns)) });
    await engine.close();
    onPart();
  }
  return speeds;
}

process.once("disconnect", () => process.exit()); // who asked was killed: a later measurement must not be disturbed
process.on("message", (request: ShapeRequest) => {
  const tell = (message: ShapeMessage): void => void process.send?.(message);
  const failed = (error: unknown): void => {
    if (error instanceof EngineError) tell({ refused: error.message });
    else tell({ failed: error instanceof Error ? error.message : String(error) });
  };
  void measureShape(request, tell)
    .then((speed) => tell({ speed }), failed)
    .then(() => process.disconnect());
});
