import type { Command } from "commander";
import { idleKeys } from "../config/idle-keys.ts";
import type { Session } from "../session.ts";
import { typed } from "../text/typed.ts";
import { collected, configNames, examples, named, numberFrom } from "./options.ts";
import { stageConfig, withStageFlags, type StageFlags } from "./flags.ts";

interface Flags extends StageFlags {
  readonly data: readonly string[];
  readonly out: string;
  readonly by?: string;
  readonly tau?: number;
  readonly keep?: string;
}

/** `rise weight`. */
export function addWeight(program: Command, session: Session): void {
  withStageFlags(program.command("weight"))
    .description("Turn rewards into example weights, and write the examples to train on.")
    .requiredOption("--data <file>", "a trajectories file; give one for each iteration so far", collected)
    .requiredOption("--out <file>", "the examples file to write, JSONL")
    .addOption(named("--by <name>", "how a reward becomes a weight", configNames("weight.by")))
    .option("--tau <number>", "the spread of exp and advantage, in units of reward", numberFrom(-Infinity))
    .addOption(named("--keep <name>", "which turns are kept", configNames("weight.keep")))
    .addHelpText(
      "after",
      examples(
        "weight --data improved.jsonl --out examples.jsonl --by exp --tau 0.4",
        "weight --data improved-1.jsonl --data improved-2.jsonl --out examples.jsonl --keep success",
      ),
    )
    .action(async (flags: Flags) => {
      const { weightFile } = await import("../verbs/weight.ts");
      const { data, out, by, tau, keep } = flags;
      const named = { ...flags, model: "not opened" }; // weighing opens no model, but a config names one
      const config = stageConfig(named, { "weight.by": by, "weight.tau": tau, "weight.keep": keep });
      for (const line of idleKeys(config, "weight")) session.context.note?.(line);
      const weights = weightFile({ weight: config.weight, data, out }, session.context);
      const { smallest, largest, effectiveSampleSize } = weights;
      const text = `${weights.examples} examples, weights ${smallest.toPrecision(3)} to ${largest.toPrecision(3)}, effective sample size ${Math.round(effectiveSampleSize)}: ${out}\nNext: ${typed("train", "--model", flags.model ?? "DIR", "--data", out, "--out", "my-model")}`;
      session.print(flags.json === true, { out, ...weights }, text);
    });
}
