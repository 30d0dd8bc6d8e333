import type { Comparison, Estimate, Flow, IterationSoFar, ModelMetrics, ModelScores, Stratum } from "../mdp/index.ts";
import { headlineMetrics } from "./headline-metrics.ts";

/** A model that was evaluated. */
interface Scored {
  readonly scores: ModelScores;
}

/** One figure of a report, as a row of a table: shares from 0 to 1. */
interface Figure extends Estimate {
  readonly model: string;
  readonly metric: string;
  /** A turn, a number of attempts that vote, or the turn that a flow ends at; absent where it is one figure. */
  readonly step?: number;
}

/** One step of a training. */
interface LossRow {
  readonly iteration: number;
  readonly step: number;
  readonly loss: number;
  readonly gradNorm?: number;
}

/** Every figure that a report shows, for others to draw: flat rows of plain values. */
interface Figures {
  readonly figures: readonly Figure[];
  readonly comparisons: readonly Comparison[];
  readonly training: readonly LossRow[];
}

const flowShares: Readonly<Record<string, (flow: Flow) => Estimate | undefined>> = {
  "wrong->right of all": (flow) => flow.wrongToRight,
  "right->wrong of all": (flow) => flow.rightToWrong,
  "wrong->right at risk": (flow) => flow.atRisk.wrongToRight,
  "right->wrong at risk": (flow) => flow.atRisk.rightToWrong,
  "wrong->right fresh": ({ fresh }) => fresh?.shares.wrongToRight,
  "right->wrong fresh": ({ fresh }) => fresh?.shares.rightToWrong,
  "unchanged fresh": ({ fresh }) => fresh?.shares.unchanged,
  "wrong->right minus fresh": ({ fresh }) => fresh?.differences.wrongToRight,
  "right->wrong minus fresh": ({ fresh }) => fresh?.differences.rightToWrong,
  unchanged: (flow) => flow.unchanged,
  "unchanged of the wrong": ({ stuck }) => stuck,
  "no answer": (flow) => flow.noAnswer,
  truncated: (flow) => flow.truncated,
};

const series: Readonly<Record<string, (metrics: ModelMetrics) => readonly Estimate[] | undefined>> = {
  "turn alone": ({ turns }) => turns,
  "turn alone, greedy": ({ greedy }) => greedy,
  "vote over turns": ({ sequential }) => sequential,
  "vote over samples": ({ parallel }) => parallel,
};

function figuresOf({ name: model, metrics }: ModelScores): Figure[] {
  const single = headlineMetrics.flatMap(({ name, of }): Figure[] => {
    const estimate = of(metrics);
    return estimate === undefined ? [] : [{ model, metric: name, ...estimate }];
  });
  const overSteps = Object.entries(series).flatMap(([metric, of]) =>
    (of(metrics) ?? []).map((estimate, i) => ({ model, metric, step: i + 1, ...estimate })),
  );
  const flows = Object.entries(flowShares).flatMap(([metric, of]) =>
    metrics.flows.flatMap((flow, i): Figure[] => {
      const estimate = of(flow);
      return estimate === undefined ? [] : [{ model, metric, step: i + 2, ...estimate }];
    }),
  );
  return [...single, ...overSteps, ...flows];
}

/** What the last model gains over its turns, by how often the first one's samples solve the problem. */
function byDifficulty(evaluations: readonly Scored[], strata: readonly Stratum[]): readonly Figure[] {
  const [base, last] = [evaluations[0], evaluations.at(-1)];
  return strata.flatMap(({ difficulty, first, last: end, gain }) => {
    const of = (what: string, estimate: Estimate): Figure => ({
      model: last?.scores.name ?? "",
      metric: `${what}, solved by ${base?.scores.name ?? ""}: ${difficulty}`,
      ...estimate,
    });
    return [of("turn 1", first), of("last turn", end), of("last turn - turn 1", gain)];
  });
}

/** All figures of a run's report. */
export function reportFigures(input: {
  readonly evaluations: readonly Scored[];
  readonly strata?: readonly Stratum[];
  readonly comparisons: readonly Comparison[];
  readonly iterations: readonly IterationSoFar[];
}): Figures {
  const training = input.iterations.flatMap(({ iteration, training: curve }) =>
    (curve?.losses ?? []).map((loss, i) => {
      const gradNorm = curve?.gradNorms?.[i];
      return { iteration, step: i + 1, loss, ...(gradNorm === undefined ? {} : { gradNorm }) };
    }),
  );
  return {
    figures: [
      ...input.evaluations.flatMap(({ scores }) => figuresOf(scores)),
      ...byDifficulty(input.evaluations, input.strata ?? []),
    ],
    comparisons: input.comparisons,
    training,
  };
}

/**
 * Rows as CSV (RFC 4180): a header, one line a row, lines ended by CRLF. What is absent is empty.
 *
 * @param columns name -> value, in order
 */
export function toCsv<Row>(
  rows: readonly Row[],
  columns: Readonly<Record<string, (row: Row) => string | number | boolean | undefined>>,
): string {
  const lines = rows.map((row) => Object.values(columns).map((of) => csvCell(String(of(row) ?? ""))));
  return [Object.keys(columns).map(csvCell), ...lines].map((cells) => `${cells.join(",")}\r\n`).join("");
}

const csvCell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
