import type { Command } from "commander";
import { openModels } from "../models.ts";
import type { Session } from "../session.ts";
import { formatCounted } from "../text/format.ts";
import { typed } from "../text/typed.ts";
import { type LoraFlags, loraKeys, stageConfig, type StageFlags, withLora, withStageFlags } from "./flags.ts";
import { examples, numberFrom, wholeNumber, withDevice } from "./options.ts";

interface Flags extends StageFlags, LoraFlags {
  readonly model: string;
  readonly data: string;
  readonly out: string;
  readonly epochs?: number;
  readonly batch?: number;
  readonly learningRate?: number;
  readonly accept?: boolean;
}

/** `rise train`. */
export function addTrain(program: Command, session: Session): void {
  withLora(withDevice(withStageFlags(program.command("train"))))
    .description("Fine-tune a model on weighted examples. If it is interrupted, the same command resumes.")
    .requiredOption("--model <model>", "the folder or GGUF file of the model to start from")
    .requiredOption("--data <file>", "JSONL, rows {tokens, weights}, or {messages, weight}, or what weight wrote")
    .requiredOption("--out <dir>", "the model's folder to write")
    .option("--epochs <number>", "passes over the data", wholeNumber(1))
    .option("--batch <number>", "examples in an optimizer step", wholeNumber(1))
    .option("--learning-rate <number>", "at the end of the warm-up", numberFrom(0))
    .option(
      "--accept",
      "go on with a training that was stopped though the version, the model's weights or files, or the device are not those it began with",
    )
    .addHelpText(
      "after",
      examples(
        "train --model models/base --data examples.jsonl --out my-model --epochs 3 --learning-rate 1e-3",
        "train --model models/base --data chats.jsonl --out my-model --set train.batchExamples=8 --json",
        "train --model my-7b --data examples.jsonl --out my-adapter --lora-rank 16 --learning-rate 1e-4",
      ),
    )
    .action(async (flags: Flags) => {
      const { trainFile } = await import("../verbs/train.ts");
      const { model, data, out, epochs, batch, learningRate, accept = false } = flags;
      const keys = { "train.epochs": epochs, "train.batchExamples": batch, "train.learningRate": learningRate };
      const { train, seed, trainer, engine } = stageConfig(flags, { ...keys, ...loraKeys(flags) });
      const options = { model, data, out, train, seed, trainer, device: engine?.device, accept, openModels };
      const record = await trainFile(options, session.context);
      const last = record.losses.at(-1) ?? 0;
      const text = `${formatCounted(record.steps, "step")} over ${formatCounted(record.examples, "example")}, last loss ${last.toPrecision(3)}: ${out}\nNext: ${typed("generate", "--model", out)} --prompt "..."`;
      session.print(flags.json === true, { out, ...record }, text);
    });
}
