import { ConfigError } from "./errors.ts";
import type { Problem } from "./problem.ts";

/** A problem's question with case, spacing and punctuation taken away: the same question printed otherwise is equal. */
export function normalisedQuestion(question: string): string {
  return question
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}+\-*/^=<>]+/gu, " ")
    .trim();
}

/**
 * The test problems that are training problems as well, by question.
 *
 * @param by questions that are the same by it are the same; exact ones are always
 */
export function overlapping(
  train: readonly Problem[],
  test: readonly Problem[],
  by: (question: string) => string = normalisedQuestion,
): readonly Problem[] {
  const trained = new Set(train.map(({ question }) => by(question)));
  return test.filter(({ question }) => trained.has(by(question)));
}

/**
 * Refuses to train on problems that the model will be tested on (I8).
 *
 * @throws ConfigError naming the first few
 */
export function refuseOverlap(train: readonly Problem[], test: readonly Problem[]): void {
  const both = overlapping(train, test);
  if (both.length === 0) return;
  const some = both.slice(0, 3).map(({ id, question }) => `${id} (${JSON.stringify(question.slice(0, 60))})`);
  throw new ConfigError(
    `test problems must not be training problems, got ${both.length} of ${test.length}: ${some.join(", ")}; take them out of the training split`,
  );
}

/**
 * Refuses two problems of one id: their attempts would be recorded under the same keys (I2).
 *
 * @throws ConfigError naming the first
 */
export function refuseDuplicateIds(problems: readonly Problem[]): void {
  const seen = new Set<string>();
  for (const { id } of problems) {
    if (seen.has(id)) throw new ConfigError(`problem ids must be unique, got ${id} twice; give each row its own id`);
    seen.add(id);
  }
}
