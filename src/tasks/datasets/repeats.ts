import type { Problem } from "../../mdp/index.ts";

/**
 * Says which questions of a split stand more than once, word for word: with one gold they count double in every average, with two golds one of
 * them is wrong.
 *
 * @param places where each problem stands, shape [problems.length]
 * @returns one line for each kind that there is
 */
export function repeatsOf(
  problems: readonly Pick<Problem, "question" | "answer">[],
  places: readonly string[],
): readonly string[] {
  const groups = new Map<string, number[]>();
  for (const [i, { question }] of problems.entries()) {
    const group = groups.get(question);
    if (group === undefined) groups.set(question, [i]);
    else group.push(i);
  }
  const repeated = [...groups.values()].filter((group) => group.length > 1);
  const golds = (group: readonly number[]): ReadonlySet<string> =>
    new Set(group.map((i) => problems[i]?.answer.trim() ?? ""));
  const same = repeated.filter((group) => golds(group).size === 1);
  const different = repeated.filter((group) => golds(group).size > 1);
  const where = ([first = []]: readonly (readonly number[])[]): string =>
    first
      .slice(0, 2)
      .map((i) => places[i])
      .join(" and ");
  const questions = (n: number): string => (n === 1 ? "1 question stands" : `${n} questions stand`);
  const lines: string[] = [];
  if (same.length > 0) lines.push(`${questions(same.length)} there more than once (${where(same)})`);
  if (different.length > 0) {
    const shown = [...golds(different[0] ?? [])].slice(0, 2).join(" and ");
    lines.push(
      `${questions(different.length)} there with different golds (${where(different)}: ${shown}); at most one is right`,
    );
  }
  return lines;
}
