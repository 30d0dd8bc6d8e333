import type { Attempt, Outcome } from "./attempt.ts";
import type { Task } from "./ports/task.ts";
import type { Problem } from "./problem.ts";
import { rewardOf, type Rewards } from "./reward.ts";
import type { Turn } from "./trajectory.ts";

/** Grades an action and makes it a turn; where the grader could not decide, the turn bears no reward (I4). */
export async function gradedTurn(
  task: Task,
  problem: Problem,
  { state, attempt, by }: Pick<Turn, "state" | "attempt" | "by">,
  rewards: Rewards,
): Promise<Turn> {
  const grade = await task.grade(problem, attempt.text);
  const reward = rewardOf(grade, rewards);
  return { state, attempt, grade, by, ...(reward === undefined ? {} : { reward }) };
}

/** Whether the token limit cut the attempt off: it has no end-of-turn token to learn from. */
export function isTruncated(attempt: Attempt): boolean {
  return attempt.stop === "length";
}

const longestPeriod = 100; // characters of the repeated piece
const minRepeats = 8;
const shortestTail = 64; // characters: "1000000000" is an answer, no loop

/** Whether a text ends in a loop: one piece of at most 100 characters, at least 8 times and over at least 64 characters. */
export function isDegenerate(text: string): boolean {
  for (let period = 1; period <= longestPeriod; period++) {
    const tail = Math.max(minRepeats * period, shortestTail);
    if (tail <= text.length && hasPeriod(text.slice(-tail), period)) return true;
  }
  return false;
}

const hasPeriod = (text: string, period: number): boolean => text.slice(period) === text.slice(0, -period);

/** How many turns of each kind: the stages' progress and records speak in these. */
type TurnCounts = Readonly<Record<Outcome | "truncated" | "degenerate" | "turns" | "generatedTokens", number>>;

/** Counts turns as they come. */
interface TurnCounter {
  /** @returns the counts so far */
  add(turns: readonly Turn[]): TurnCounts;
}

/** A counter at zero. */
export function createTurnCounter(): TurnCounter {
  const counts = {
    turns: 0,
    correct: 0,
    wrong: 0,
    noAnswer: 0,
    error: 0,
    truncated: 0,
    degenerate: 0,
    generatedTokens: 0,
  };
  const add = (turns: readonly Turn[]): TurnCounts => {
    for (const { attempt, grade } of turns) {
      counts.turns++;
      counts[grade.outcome]++;
      counts.truncated += Number(isTruncated(attempt));
      counts.degenerate += Number(isDegenerate(attempt.text));
      counts.generatedTokens += attempt.usage.generatedTokens;
    }
    return { ...counts };
  };
  return { add };
}
