import { ConfigError, normalisedQuestion, overlapping, type Problem, type Split } from "../../mdp/index.ts";
import type { DataSet } from "./data-set.ts";

type Splits = Readonly<Partial<Record<Split, readonly Problem[]>>>;

/**
 * Compares a data set's training problems with its test problems and says what they have in common. A published set's training
 * problems that are test problems are left out (MATH has one); of the user's own data they are kept, for the run to refuse.
 */
export function withoutTestProblems({ name, flaws }: DataSet, splits: Splits, note?: (text: string) => void): Splits {
  const { train, test } = splits;
  if (train === undefined || test === undefined) return splits;
  const exact = overlapping(train, test, (question) => question).length;
  const common = new Set(overlapping(train, test).map(({ question }) => normalisedQuestion(question)));
  const normalised = overlapping(train, test).length;
  const left = train.filter(({ question }) => !common.has(normalisedQuestion(question)));
  const isKept = flaws === "refuse" || left.length === train.length;
  const leftOut = isKept ? "" : `; left ${train.length - left.length} out of ${train.length} training problems`;
  note?.(
    `${name}: of ${test.length} test problems ${exact} are training problems word for word, ${normalised} but for case, spacing and punctuation${leftOut}`,
  );
  if (isKept) return splits;
  if (left.length > 0) return { ...splits, train: left };
  throw new ConfigError(`every training problem of ${name} is a test problem; name another file for one of them`);
}
