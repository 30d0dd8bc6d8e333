import { chatExamples, chatOf } from "./chat-examples.ts";
import { jsonLines, type DataSource, type ExportedData } from "./data-format.ts";

/** For Fireworks: chats with a `weight` on every row, and 0 on the answers that are not trained on. */
export function fireworksData(source: DataSource): ExportedData {
  const { whole, leftOut } = chatExamples(source);
  const rows = whole.map((one) => ({ messages: chatOf(one, { weight: 0 }, {}), weight: one.example.weight }));
  return {
    files: new Map([["train.jsonl", jsonLines(rows)]]),
    rows: rows.length,
    leftOut,
    estimator: "Weighted: each row's loss is multiplied by its weight, as Fireworks documents it.",
    command: [
      "firectl dataset create rise-data train.jsonl",
      `firectl supervised-fine-tuning-job create --base-model BASE_MODEL --dataset rise-data --output-model OUTPUT_MODEL ` +
        `--epochs ${source.epochs} --learning-rate ${source.learningRate}${source.lora === undefined ? "" : ` --lora-rank ${source.lora.rank}`}`,
    ].join("\n"),
    checked:
      "Written after Fireworks' documentation, not run here. Its tuner trains LoRA adapters; the job's Render Samples show what it trained on.",
  };
}
