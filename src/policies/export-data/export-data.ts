import { ConfigError } from "../../mdp/index.ts";
import { chatExamples } from "./chat-examples.ts";
import type { DataFormat, DataSource, ExportedData } from "./data-format.ts";
import { fireworksData } from "./fireworks.ts";
import { msSwiftData } from "./ms-swift.ts";
import { openaiData } from "./openai-messages.ts";
import { trlData } from "./trl.ts";
import { verlData } from "./verl.ts";

const writers: Readonly<Record<DataFormat, (source: DataSource) => ExportedData>> = {
  trl: trlData,
  "ms-swift": msSwiftData,
  fireworks: fireworksData,
  openai: openaiData,
  verl: verlData,
};

/**
 * Weighted examples in a trainer's own form, with a README.md that says how to train on them and what that estimates.
 *
 * @throws ConfigError if the form can say none of the examples
 */
export function exportData(format: DataFormat, source: DataSource): ExportedData {
  if (format !== "trl" && format !== "verl" && chatExamples(source).whole.length === 0) {
    throw new ConfigError(
      `--as ${format} must have answers that end, got ${source.examples.length} that were cut off; raise mdp.maxTokens, or export --as trl`,
    );
  }
  const data = writers[format](source);
  return { ...data, files: new Map([...data.files, ["README.md", readme(format, data)]]) };
}

function readme(format: DataFormat, { rows, leftOut, estimator, command, checked }: ExportedData): string {
  const cutOff =
    leftOut === 0 ? [] : ["", `${leftOut} examples were cut off by the token limit; a chat cannot say so: left out.`];
  return [
    `# Training data for ${format}`,
    "",
    `${rows} rows, written by \`npx rise-lm export-data\`.`,
    ...cutOff,
    "",
    "## Train",
    "",
    "```sh",
    command,
    "```",
    "",
    "## The estimator",
    "",
    "RISE minimises the mean over examples of weight * mean NLL of the answer's tokens, end-of-turn included.",
    "",
    estimator,
    "",
    "## How far this was checked",
    "",
    checked,
    "",
  ].join("\n");
}
