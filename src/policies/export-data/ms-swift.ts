import { chatExamples, chatOf } from "./chat-examples.ts";
import { actionTokens, commandLine, jsonLines, longestRow, type DataSource, type ExportedData } from "./data-format.ts";
import { msSwiftLora } from "./lora-flags.ts";

/** For ms-swift: chats whose last answer bears a `loss_scale`. */
export function msSwiftData(source: DataSource): ExportedData {
  const { whole, leftOut } = chatExamples(source);
  const meanTokens = whole.reduce((sum, { row }) => sum + actionTokens(row), 0) / whole.length;
  const rows = whole.map((one) => {
    // Its loss is averaged over tokens; this makes it our mean of each example's mean.
    const scale = (one.example.weight * meanTokens) / actionTokens(one.row);
    return { messages: chatOf(one, { loss: false }, { loss: true, loss_scale: scale }) };
  });
  const { model, epochs, batchExamples, learningRate, warmupShare, weightDecay } = source;
  return {
    files: new Map([["train.jsonl", jsonLines(rows)]]),
    rows: rows.length,
    leftOut,
    estimator:
      "Weighted: each answer's tokens bear its weight (times mean length / own length, since ms-swift averages over tokens). " +
      "Its end-of-turn token keeps a weight of 1.",
    command: commandLine([
      `swift sft --model ${model} --dataset train.jsonl --output_dir model`,
      "--loss_scale default --is_binary_loss_scale false",
      `${msSwiftLora(source.lora)} --max_length ${longestRow(source)} --truncation_strategy delete`,
      `--num_train_epochs ${epochs} --per_device_train_batch_size 1 --gradient_accumulation_steps ${batchExamples}`,
      `--learning_rate ${learningRate} --lr_scheduler_type cosine --warmup_ratio ${warmupShare} --weight_decay ${weightDecay}`,
    ]),
    checked:
      "Read in the source of ms-swift 4.6, not run here. Without `--is_binary_loss_scale false` every weight above 0 counts as 1. " +
      "--tuner_type was called --train_type before version 4.",
  };
}
