import type { Improver, ProblemBrief, Row, Stage } from "./row.ts";
import type { RolloutAnswer, RunAnswer, TokensAnswer } from "./answers.ts";

/** Where an exported page holds its parts: elements of these names, each gzip in base64. */
export const parts = {
  /** {@link ExportedHead} */
  head: "exported-head",
  /** {@link ExportedRollout} lists, numbered from 0. */
  rollouts: (number: number): string => `exported-rollouts-${number}`,
  /** {@link ExportedTokens} lists of the same rollouts, as far as there was room for them. */
  tokens: (number: number): string => `exported-tokens-${number}`,
} as const;

/** Rollouts of one chunk: one is unpacked when a rollout of it is looked at. */
export const chunkRollouts = 100;

/** What a page needs before anything is looked at: the run and all rows, each stage and problem once. */
export interface ExportedHead {
  readonly run: RunAnswer;
  readonly stages: readonly Stage[];
  readonly problems: readonly ProblemBrief[];
  readonly rows: readonly PackedRow[];
  /** Which rows' rollouts are held whole, in the order of the chunks. */
  readonly held: readonly number[];
}

/** A row by places in the lists of stages and problems. */
type PackedRow = readonly [
  id: string,
  stage: number,
  problem: number,
  sample: string,
  turns: string,
  sameWrong: number,
  isTruncated: 0 | 1,
  answer: string | null,
  generatedTokens: number,
  improver: Improver | null,
];

/** A rollout whole; its siblings are rows of the page, by place. */
export type ExportedRollout = Omit<RolloutAnswer, "row" | "others"> & { readonly others: readonly number[] };

/** A rollout's tokens by turn; null where there are none. */
export type ExportedTokens = readonly (TokensAnswer | null)[];

/** Rows in the form that {@link unpackRows} reads. */
export function packRows(rows: readonly Row[]): Pick<ExportedHead, "stages" | "problems" | "rows"> {
  const [stages, problems] = [placesOf(rows.map(({ stage }) => stage)), placesOf(rows.map(({ problem }) => problem))];
  const packed = rows.map((row): PackedRow => {
    const { id, stage, problem, sample, turns, sameWrong, isTruncated, answer, generatedTokens, improver } = row;
    const places = [stages.get(stage) ?? 0, problems.get(problem) ?? 0] as const;
    return [id, ...places, sample, turns, sameWrong, isTruncated ? 1 : 0, answer, generatedTokens, improver];
  });
  return { stages: [...stages.keys()], problems: [...problems.keys()], rows: packed };
}

function placesOf<T>(values: readonly T[]): ReadonlyMap<T, number> {
  const places = new Map<T, number>();
  for (const value of values) if (!places.has(value)) places.set(value, places.size);
  return places;
}

/** The rows that {@link packRows} packed. */
export function unpackRows({
  stages,
  problems,
  rows,
}: Pick<ExportedHead, "stages" | "problems" | "rows">): readonly Row[] {
  return rows.flatMap((packed) => {
    const [id, s, p, sample, turns, sameWrong, isTruncated, answer, generatedTokens, improver] = packed;
    const [stage, problem] = [stages[s], problems[p]];
    if (stage === undefined || problem === undefined) return [];
    const facts = { sample, turns, sameWrong, isTruncated: isTruncated === 1, answer, generatedTokens, improver };
    return [{ id, stage, problem, ...facts }];
  });
}
