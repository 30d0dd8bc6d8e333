import { z } from "zod";
import { ConfigError, type Example, type TrainingRow } from "../../mdp/index.ts";
import { parseRow, readJsonl } from "./jsonl.ts";
import { chatRow, exampleRow, tokensRow } from "./row-schemas.ts";

/** A file's training data: examples to render, and rows that are tokens already, by their example's id. */
export interface TrainingData {
  readonly examples: readonly Example[];
  readonly rows: ReadonlyMap<string, TrainingRow>;
}

/**
 * Reads a training file. Its rows are `{tokens, weights}`, or `{messages, weight}`, or what `rise weight` writes.
 *
 * @throws ConfigError with the line of a row that is none of these
 */
export function readTrainingData(file: string): TrainingData {
  const rows = new Map<string, TrainingRow>();
  const examples = readJsonl(file, z.looseObject({})).map(({ row, where }, i) => {
    if ("state" in row) return parseRow(row, where, exampleRow);
    if ("messages" in row) return chatExample(parseRow(row, where, chatRow), where, i);
    if (!("tokens" in row)) {
      throw new ConfigError(
        `${where}: a row must have tokens and weights, or messages and weight, got ${Object.keys(row).join(", ") || "nothing"}`,
      );
    }
    const { id = `line-${i + 1}`, tokens, weights } = parseRow(row, where, tokensRow);
    rows.set(id, { id, tokens, weights });
    return { ...blank, id, trajectory: id, weight: weights.reduce((sum, weight) => sum + weight, 0) };
  });
  return { examples, rows };
}

const blank = { turn: 0, iteration: 1, state: [], action: "", stop: "endOfTurn", reward: 1 } as const;

function chatExample({ id, messages, weight }: z.output<typeof chatRow>, where: string, i: number): Example {
  const last = messages.at(-1);
  if (last?.role !== "assistant" || last.content === "") {
    throw new ConfigError(
      `${where}: messages must end with the assistant's answer, got ${last?.role ?? "nothing"}'s; add the answer to train on`,
    );
  }
  const name = id ?? `line-${i + 1}`;
  return { ...blank, id: name, trajectory: name, state: messages.slice(0, -1), action: last.content, weight };
}
