import type { Attempt } from "../../mdp/index.ts";
import type { RunDirectory } from "../../store/index.ts";

/** What a column of a table holds; `json` is a list or an object. */
export type ColumnType = "string" | "integer" | "number" | "boolean" | "json";

/** A row, by column; null where it has none. */
export type TableRow = Readonly<Record<string, unknown>>;

/** A part of a run's record as a table. */
export interface LogTable {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnType>>;
  /** Read as they are visited. */
  rows(run: RunDirectory): Iterable<TableRow>;
}

const attemptColumns = {
  text: "string",
  stop: "string",
  generated_tokens: "integer",
  read_tokens: "integer",
  tokenizer: "string",
  prompt_ids: "json",
  response_ids: "json",
  logprobs: "json",
} as const;

function attemptFields({ text, stop, usage, tokens }: Attempt): TableRow {
  return {
    text,
    stop,
    generated_tokens: usage.generatedTokens,
    read_tokens: usage.readTokens,
    tokenizer: tokens?.tokenizer ?? null,
    prompt_ids: tokens?.prompt ?? null,
    response_ids: tokens?.response ?? null,
    logprobs: tokens?.logprobs ?? null,
  };
}

/** Every answer that the run has acknowledged, by the request that asked for it. */
const attempts: LogTable = {
  name: "attempts",
  columns: { request: "string", sample: "integer", ...attemptColumns },
  *rows(run) {
    for (const { request, attempts } of run.recordedAttempts()) {
      for (const [sample, attempt] of attempts.entries()) yield { request, sample, ...attemptFields(attempt) };
    }
  },
};

/** Every turn of the trajectories that iterations trained on, with its state and its grade. */
const turns: LogTable = {
  name: "turns",
  columns: {
    iteration: "integer",
    trajectory: "string",
    turn: "integer",
    branches_at: "integer",
    problem: "string",
    question: "string",
    gold: "string",
    messages: "json",
    by: "string",
    outcome: "string",
    answer: "string",
    reason: "string",
    reward: "number",
    ...attemptColumns,
  },
  *rows(run) {
    for (const { iteration, trajectory } of run.trajectories(Infinity)) {
      const { id, problem, branchesAt = null } = trajectory;
      const whose = { iteration, trajectory: id, branches_at: branchesAt };
      const asked = { problem: problem.id, question: problem.question, gold: problem.answer };
      for (const [turn, { state, by, grade, reward = null, attempt }] of trajectory.turns.entries()) {
        const graded = { by, outcome: grade.outcome, answer: grade.answer, reason: grade.reason ?? null, reward };
        yield { ...whose, turn, ...asked, messages: state, ...graded, ...attemptFields(attempt) };
      }
    }
  },
};

/** Every example's weight, by the iteration that trained on it. */
const examples: LogTable = {
  name: "examples",
  columns: {
    trained_in: "integer",
    id: "string",
    trajectory: "string",
    turn: "integer",
    iteration: "integer",
    reward: "number",
    weight: "number",
  },
  *rows(run) {
    for (let trainedIn = 1; ; trainedIn++) {
      const records = run.examples(trainedIn);
      if (records.length === 0) return; // iterations are trained in order
      for (const record of records) yield { trained_in: trainedIn, ...record };
    }
  },
};

/** The finished steps and their documents: evaluations, training curves, digests of models. */
const documents: LogTable = {
  name: "documents",
  columns: { name: "string", document: "json" },
  *rows(run) {
    for (const name of run.documentNames()) yield { name, document: run.document(name) };
  },
};

/** What servers took, by model. */
const calls: LogTable = {
  name: "calls",
  columns: { model: "string", requests: "integer", input_tokens: "integer", output_tokens: "integer", usd: "number" },
  *rows(run) {
    for (const [model, { requests, inputTokens, outputTokens, usd }] of run.usage.totals()) {
      yield { model, requests, input_tokens: inputTokens, output_tokens: outputTokens, usd };
    }
  },
};

/** A run's record as tables. */
export const logTables: readonly LogTable[] = [attempts, turns, examples, documents, calls];
