import type { TrajectoryHead } from "../../store/index.ts";
import type { Improver, Row, Stage } from "../shared/row.ts";
import { letterOf, mostOften } from "./letters.ts";
import type { Problems } from "./problems.ts";

/** The list's row of a recorded trajectory. */
export function trainingRow(head: TrajectoryHead, stage: Stage, problems: Problems, improver: Improver): Row {
  const { id, problem, branchesAt, turns } = head;
  const own = turns.slice(branchesAt ?? 0);
  const wrong = turns.flatMap(({ outcome, answer }) => (outcome === "wrong" && answer !== null ? [answer.trim()] : []));
  const [, sample = ""] = /\/(\d+)(?:\+\d+)?$/.exec(id) ?? [];
  return {
    id,
    stage,
    problem: problems.of(problem.id, problem),
    sample: branchesAt === null ? sample : `${sample}+${branchesAt}`,
    turns: turns.map(({ outcome, by }) => letterOf(outcome, by)).join(""),
    sameWrong: mostOften(wrong),
    isTruncated: own.some(({ isTruncated }) => isTruncated),
    answer: turns.at(-1)?.answer ?? null,
    generatedTokens: own.reduce((sum, { generatedTokens }) => sum + generatedTokens, 0),
    improver: turns.some(({ by }) => by === "improver") ? improver : null,
  };
}

/** What a trunk tells of its problem's difficulty: the first attempt's outcome, where it is the starting model's own. */
export function firstOutcome({ branchesAt, turns: [first] }: TrajectoryHead): readonly string[] {
  return branchesAt !== null || first?.by !== "policy" ? [] : [first.outcome];
}
