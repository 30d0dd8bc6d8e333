import { parquetWriteBuffer } from "hyparquet-writer";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandLine, longestRow, type DataSource, type ExportedData } from "./data-format.ts";
import { verlLora } from "./lora-flags.ts";

/** For verl's SFT trainer: token ids and their weights as parquet, and the class that reads them. */
export function verlData(source: DataSource): ExportedData {
  const { model, epochs, batchExamples, learningRate, weightDecay } = source;
  const longest = longestRow(source);
  return {
    files: new Map<string, string | Uint8Array>([
      ["train.parquet", parquetOf(source)],
      ["rise_verl.py", readFileSync(fileURLToPath(new URL("../../../python/rise_verl.py", import.meta.url)), "utf8")],
    ]),
    rows: source.examples.length,
    leftOut: 0,
    estimator:
      "Weighted, by the class in rise_verl.py: verl multiplies each token's loss by its mask, and the mask holds the weights. A step's " +
      "loss is divided by the sum of its weights rather than by the number of its examples.",
    command: commandLine([
      `torchrun --standalone --nproc_per_node 8 -m verl.trainer.sft_trainer data.train_files=train.parquet`,
      "data.custom_cls.path=rise_verl.py data.custom_cls.name=WeightedRows data.pad_mode=no_padding",
      `data.max_length=${longest} data.max_token_len_per_gpu=${longest} data.train_batch_size=${batchExamples}`,
      `model.path=${model} trainer.total_epochs=${epochs} optim.lr=${learningRate} optim.lr_scheduler_type=cosine optim.lr_warmup_steps_ratio=${source.warmupShare} optim.weight_decay=${weightDecay}`,
      verlLora(source.lora),
    ]),
    checked:
      "Read in the source of verl 0.9, not run here: it needs GPUs. Its own chat data set would train on the earlier attempts, too.",
  };
}

/** Columns input_ids (list of int32) and weights (list of float32). */
function parquetOf({ examples }: DataSource): Uint8Array {
  const list = (name: string, type: "INT32" | "FLOAT") =>
    [
      { name, repetition_type: "REQUIRED", num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type, repetition_type: "REQUIRED" },
    ] as const;
  const columnData = [
    { name: "input_ids", data: examples.map(({ row }) => [...row.tokens]) },
    { name: "weights", data: examples.map(({ row }) => [...row.weights]) },
  ];
  const schema = [{ name: "root", num_children: 2 }, ...list("input_ids", "INT32"), ...list("weights", "FLOAT")];
  return new Uint8Array(parquetWriteBuffer({ columnData, schema }));
}
