import { drawInProportion } from "../draw-in-proportion.ts";
import { chatExamples, chatOf } from "./chat-examples.ts";
import { jsonLines, type DataSource, type ExportedData } from "./data-format.ts";

/** For OpenAI's fine-tuning and services that take the same files: chats, with weight 0 on the answers not trained on. */
export function openaiData(source: DataSource): ExportedData {
  const { whole, leftOut } = chatExamples(source);
  const drawn = drawInProportion(whole, ({ example }) => example.weight, source.rng);
  const rows = drawn.map((one) => ({ messages: chatOf(one, { weight: 0 }, { weight: 1 }) }));
  return {
    files: new Map([["train.jsonl", jsonLines(rows)]]),
    rows: rows.length,
    leftOut,
    estimator:
      "Resampled: these services know a weight of 0 or 1 on an answer alone. Each example is there about as often as it weighs. " +
      "Where a service averages over tokens, long answers count for more than ours do.",
    command: [
      "openai api files.create -p fine-tune -f train.jsonl",
      `openai api fine_tuning.jobs.create -m BASE_MODEL -F FILE_ID --n_epochs ${source.epochs}`,
    ].join("\n"),
    checked: "The rows follow OpenAI's documented format; no job was started.",
  };
}
