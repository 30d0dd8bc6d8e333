import type { AttemptOutcome, Evaluation, ProblemOutcomes, Transcript } from "../../mdp/index.ts";
import type { Row, Stage } from "../shared/row.ts";
import { letterOf, mostOften } from "./letters.ts";
import type { Problems } from "./problems.ts";

/** The list's rows of a finished evaluation: each seed's rollout on each problem, and the greedy ones. */
export function evaluationRows(
  { problems: outcomes, transcripts }: Evaluation,
  stage: Stage,
  problems: Problems,
): Row[] {
  const texts = new Map(transcripts.map((transcript) => [transcript.problem, transcript]));
  return outcomes.flatMap(({ problem, seeds, greedy = [] }) => {
    const told = texts.get(problem);
    const known = problems.of(problem, told && { question: told.question, answer: told.goldAnswer });
    const rowOf = (sample: string, turns: readonly AttemptOutcome[], answer: string | null): Row => ({
      id: `${stage.name}/${sample}/${problem}`,
      stage,
      problem: known,
      sample,
      ...summaryOf(turns),
      answer,
      improver: null,
    });
    const rows = seeds.map(({ sequential }, seed) =>
      rowOf(String(seed), sequential, seed === 0 ? lastAnswer(told) : null),
    );
    return greedy.length === 0 ? rows : [...rows, rowOf("greedy", greedy, null)];
  });
}

const lastAnswer = (told: Transcript | undefined): string | null => told?.turns.at(-1)?.answer ?? null;

function summaryOf(
  turns: readonly AttemptOutcome[],
): Pick<Row, "turns" | "sameWrong" | "isTruncated" | "generatedTokens"> {
  const wrong = turns.flatMap(({ outcome, answerClass }) =>
    outcome === "wrong" && answerClass !== null ? [answerClass] : [],
  );
  return {
    turns: turns.map(({ outcome }) => letterOf(outcome, "policy")).join(""),
    sameWrong: mostOften(wrong),
    isTruncated: turns.some(({ truncated }) => truncated),
    generatedTokens: turns.reduce((sum, { generatedTokens }) => sum + generatedTokens, 0),
  };
}

/** What the base's evaluation tells of a problem's difficulty: its independent first attempts. */
export function firstOutcomes({ seeds }: ProblemOutcomes): readonly string[] {
  return seeds.flatMap(({ parallel }) => parallel.map(({ outcome }) => outcome));
}

/** What an evaluation's document holds of its rollouts besides what their rows show. */
export interface EvaluationBrief {
  readonly attemptsInView: number;
  /** The letters of the independent first turns, by seed and problem. */
  readonly parallel: ReadonlyMap<string, string>;
  /** The answers of the first seed's turns, by problem, of those rollouts that the document keeps for reading. */
  readonly answers: ReadonlyMap<string, readonly (string | null)[]>;
}

/** See {@link EvaluationBrief}. */
export function evaluationBrief({ attemptsInView, problems, transcripts }: Evaluation): EvaluationBrief {
  const letters = (turns: readonly AttemptOutcome[]): string =>
    turns.map(({ outcome }) => letterOf(outcome, "policy")).join("");
  return {
    attemptsInView,
    parallel: new Map(
      problems.flatMap(({ problem, seeds }) =>
        seeds.map(({ parallel }, seed) => [`${seed}/${problem}`, letters(parallel)] as const),
      ),
    ),
    answers: new Map(transcripts.map(({ problem, turns }) => [problem, turns.map(({ answer }) => answer)])),
  };
}
