import { drawInProportion } from "../draw-in-proportion.ts";
import {
  actionTokens,
  commandLine,
  jsonLines,
  longestRow,
  type DataSource,
  type ExportedData,
  type WeightedExample,
} from "./data-format.ts";
import { trlLora } from "./lora-flags.ts";

/** For TRL's SFTTrainer: token ids, and labels that mask what is not trained on. */
export function trlData(source: DataSource): ExportedData {
  const drawn = drawInProportion(source.examples, tokenWeight, source.rng);
  const rows = drawn.map(({ row: { tokens, weights } }) => ({
    input_ids: tokens,
    labels: tokens.map((token, i) => ((weights[i] ?? 0) > 0 ? token : -100)),
  }));
  const { model, epochs, batchExamples, learningRate, warmupShare, weightDecay } = source;
  return {
    files: new Map([["train.jsonl", jsonLines(rows)]]),
    rows: rows.length,
    leftOut: 0,
    estimator:
      "Resampled: TRL knows a mask and no weights, and averages over the tokens of a batch. Each example is there about as " +
      "often as one of its tokens weighs, so the expected gradient is the weighted one, up to a factor; its variance is larger.",
    command: commandLine([
      `trl sft --model_name_or_path ${model} --dataset_name . --output_dir model`,
      `--max_length ${longestRow(source)} --packing False --loss_type nll`,
      `--num_train_epochs ${epochs} --per_device_train_batch_size 1 --gradient_accumulation_steps ${batchExamples}`,
      `--learning_rate ${learningRate} --lr_scheduler_type cosine --warmup_steps ${warmupShare} --weight_decay ${weightDecay}`,
      trlLora(source.lora),
    ]),
    checked:
      "Rows and flags were tried with TRL 1.16: its collator keeps input_ids and labels as they are. --max_length must not be left out: " +
      "its default cuts longer rows. --warmup_steps below 1 is a share of the steps (transformers 5).",
  };
}

/** The weight of each of its tokens. */
const tokenWeight = ({ example, row }: WeightedExample): number => example.weight / actionTokens(row);
