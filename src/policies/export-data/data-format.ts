import type { Example, LoraOptions, Rng, TrainingRow } from "../../mdp/index.ts";

/** The trainers that data is exported for. */
export const dataFormats = ["trl", "ms-swift", "fireworks", "openai", "verl"] as const;

/** See {@link dataFormats}. */
export type DataFormat = (typeof dataFormats)[number];

/** An example, and what a training step reads of it. */
export interface WeightedExample {
  readonly example: Example;
  readonly row: TrainingRow;
}

/** The inputs of an export. */
export interface DataSource {
  /** shape [N], each of weight > 0 */
  readonly examples: readonly WeightedExample[];
  /** The starting model, as the command lines name it. */
  readonly model: string;
  readonly epochs: number;
  readonly batchExamples: number;
  readonly learningRate: number;
  readonly warmupShare: number;
  readonly weightDecay: number;
  /** Absent: all weights are trained. */
  readonly lora?: LoraOptions;
  /** Draws where a trainer knows no weights. */
  readonly rng: Rng;
}

/** A data set in one trainer's form. */
export interface ExportedData {
  /** By name. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  readonly rows: number;
  /** Examples left out, since this form cannot say that they were cut off. */
  readonly leftOut: number;
  /** Which estimator of the weighted gradient the trainer then has, in words. */
  readonly estimator: string;
  /** Command lines that train on it, with the flags that matter. */
  readonly command: string;
  /** How far these lines and rows were tried. */
  readonly checked: string;
}

/** Rows as a JSONL file. */
export function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

/** The number of tokens that a row trains. */
export function actionTokens({ weights }: TrainingRow): number {
  return weights.filter((weight) => weight > 0).length;
}

/** Longest row, in tokens. */
export function longestRow({ examples }: DataSource): number {
  return examples.reduce((longest, { row }) => Math.max(longest, row.tokens.length), 0);
}

/** A command over several lines of a shell; empty parts are left out. */
export function commandLine(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" \\\n  ");
}
