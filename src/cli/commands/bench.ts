import { Option, type Command } from "commander";
import { benchShapes, measuredShapes } from "../bench/shapes.ts";
import { softwareGpu } from "../doctor/gpu-names.ts";
import { engineThreads } from "../engine-threads.ts";
import { keepsNothing } from "../process/interrupt.ts";
import type { Session } from "../session.ts";
import { formatBytes, formatCount, formatShare } from "../text/format.ts";
import type { BenchResult, GpuCounts } from "../verbs/bench.ts";
import type { DeviceChoice } from "../device-choice.ts";
import { engineDevice } from "../engine-device.ts";
import { examples, wholeNumber, withDevice, withJson } from "./options.ts";

interface Flags {
  readonly shape?: string;
  readonly loraRank?: number;
  readonly turns?: number;
  readonly device?: DeviceChoice;
  readonly json?: boolean;
}

/** `rise bench`. */
export function addBench(program: Command, session: Session): void {
  const names = benchShapes.map(({ name }) => name);
  withDevice(withJson(program.command("bench")))
    .description(
      "Measure how fast training and decoding are on this machine; with --device auto on its GPU, if that passes its test.",
    )
    .addOption(
      new Option(
        "--shape <name>",
        "the size of model to measure; default: 5M, or tiny where software computes in a GPU's place",
      ).choices([...names, "all"]),
    )
    .option("--lora-rank <number>", "train adapters of this rank instead of all weights", wholeNumber(1))
    .option(
      "--turns <number>",
      "measure rollouts of so many turns as well, and what reading prompts takes",
      wholeNumber(1),
    )
    .addHelpText(
      "after",
      examples(
        "bench",
        "bench --shape all --json",
        "bench --shape 135M --lora-rank 16",
        "bench --turns 5",
        "RISE_THREADS=1 bench",
      ),
    )
    .action(async ({ shape, json, loraRank, turns, device: wanted }: Flags) => {
      const { bench } = await import("../verbs/bench.ts");
      const { device } = await keepsNothing(engineDevice(wanted, session.context)); // auto measures a GPU that can be used
      const software = device === "webgpu" ? softwareGpu() : undefined;
      if (software !== undefined) session.context.note?.(`${software}: its speed means nothing`);
      const usual = software === undefined ? "5M" : "tiny";
      const options = {
        device,
        shapes: shape === "all" ? measuredShapes : [shape ?? usual],
        threads: engineThreads(),
        ...(loraRank !== undefined && { loraRank }),
        ...(turns !== undefined && { turns }),
      };
      const result = await keepsNothing(bench(options, session.context));
      session.print(json === true, result, describe(result));
    });
}

function describe({ peakGflops, threads, device, software, shapes }: BenchResult): string {
  const own = `${threads} threads, matrix products at ${Math.round(peakGflops)} GFLOP/s`;
  const peak = device === "cpu" ? own : `the GPU, by WebGPU; beside it the processor: ${own}`;
  const lines = shapes.flatMap(({ name, train, decode, rollouts = [], gpu }) => [
    `${name}: trains ${formatCount(train.tokensPerSec)} tokens/s (${formatShare(train.shareOfPeak)} of the peak, ${formatBytes(train.peakRssBytes)})`,
    ...decode.map(({ batch, tokensPerSec }) => `  decodes ${formatCount(tokensPerSec)} tokens/s, ${batch} at once`),
    ...(gpu === undefined ? [] : [describeCounts(gpu)]),
    ...rollouts.map(
      ({ keepsPrefixes, tokensPerSec, readTokens, promptTokens, readingShare }) =>
        `  rolls out ${formatCount(tokensPerSec)} tokens/s, ${keepsPrefixes ? "chats kept from turn to turn" : "nothing kept from turn to turn"}: ` +
        `reads ${formatCount(readTokens)} of ${formatCount(promptTokens)} prompt tokens in ${formatShare(readingShare)} of the time`,
    ),
  ]);
  const caveat = software === undefined ? [] : [`These speeds mean nothing: ${software}.`];
  return [peak, ...lines, ...caveat].join("\n");
}

function describeCounts({ batch, step, token }: GpuCounts): string {
  const counted = ({ programs, copies }: GpuCounts["batch"]): string =>
    `${formatCount(programs)} programs${copies === 0 ? "" : ` and ${formatCount(copies)} copies`}`;
  return `  on the GPU a batch is ${counted(batch)}, a step's norm and update ${counted(step)}, a token ${counted(token)}`;
}
