/** How a language says that an answer follows; a line of the table below, and nothing else, teaches the grader a language. */
export interface Language {
  readonly name: string;
  /** The nouns for an answer, as the source of a pattern: "respuesta", "答案". */
  readonly nouns: string;
  /** The words that may stand between the noun and the answer, besides a colon: "es", "是". */
  readonly copulas: string;
  /** The words that stand there when it is denied: "no es", "不是". */
  readonly denials: string;
  /** The word for "not", where a number follows it: "nicht". */
  readonly not?: string;
  /** The words that deny a value before them: "ではありません". */
  readonly laterDenials?: string;
  /** Marks that need no noun: "故选". */
  readonly marks?: string;
  /** How a line begins that asks the next question, before its colon: "pregunta". */
  readonly questions: string;
  /** The verbs that a count follows: "tiene", "quedan". */
  readonly verbs?: string;
  /** The words before a number that is a circumstance: "después de". */
  readonly prepositions?: string;
  /** How a writer refuses to answer, and asks: "je ne peux pas", "combien". */
  readonly open?: readonly [string, string];
  /** A choice and what is said of the right one: "选项", "正确". */
  readonly choice?: readonly [string, string];
  readonly yes: string;
  readonly no: string;
  /** Whether its numbers have a decimal comma. */
  readonly hasDecimalComma: boolean;
  /** A few words that tell its sentences, in lower case; none where its script does. */
  readonly words: string;
}

/** A line of the table. */
export const line = (
  name: string,
  nouns: string,
  copulas: string,
  denials: string,
  questions: string,
  [yes, no]: readonly [string, string],
  hasDecimalComma: boolean,
  words: string,
  more: Pick<Language, "laterDenials" | "not" | "marks" | "verbs" | "prepositions" | "choice" | "open"> = {},
): Language => ({ name, nouns, copulas, denials, questions, yes, no, hasDecimalComma, words, ...more });
