import type { Command } from "commander";
import { numberFrom, wholeNumber } from "./options.ts";

/** The flags of low-rank adapters. */
export interface LoraFlags {
  readonly loraRank?: number;
  readonly loraAlpha?: number;
  readonly loraTargets?: string;
  readonly loraDropout?: number;
}

/** Adds the flags of low-rank adapters. */
export function withLora(command: Command): Command {
  return command
    .option(
      "--lora-rank <number>",
      "train an adapter of this rank on frozen weights; --out is then a PEFT folder",
      wholeNumber(1),
    )
    .option("--lora-alpha <number>", "its scale is alpha / rank (default: twice the rank)", numberFrom(0))
    .option("--lora-targets <names>", "layers with commas between, such as q_proj,v_proj, or all-linear (default)")
    .option("--lora-dropout <share>", "share of its inputs that a training step drops (default: 0)", numberFrom(0));
}

/** The config keys that the flags set. */
export function loraKeys({
  loraRank,
  loraAlpha,
  loraTargets,
  loraDropout,
}: LoraFlags): Readonly<Record<string, string | number | readonly string[] | undefined>> {
  const targets = loraTargets === "all-linear" ? loraTargets : loraTargets?.split(",").map((name) => name.trim());
  return {
    "train.lora.rank": loraRank,
    "train.lora.alpha": loraAlpha,
    "train.lora.targets": targets,
    "train.lora.dropout": loraDropout,
  };
}
