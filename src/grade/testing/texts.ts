/** A gold beside a model's text, with the verdict that a careful teacher gives. */
export interface TextCase {
  readonly kind: string;
  readonly prediction: string;
  readonly gold: string;
  readonly isRight: boolean;
  /** Whether the grader is known to see it otherwise. */
  readonly isUnmet: boolean;
}

const verdict = /^!?[-+]> /;

/** The cases of a file of texts: "=== kind", the text, then a gold a line, `+> ` where the text answers it and `-> ` where it does not; `!` before them marks what is not met. */
const readTexts = (text: string): readonly TextCase[] =>
  text
    .split(/^=== /m)
    .slice(1)
    .flatMap((block) => {
      const [kind = "", ...lines] = block.trimEnd().split("\n");
      const first = lines.findIndex((line) => verdict.test(line));
      const prediction = lines.slice(0, first).join("\n");
      return lines.slice(first).map((line) => ({
        kind,
        prediction,
        gold: line.replace(verdict, ""),
        isRight: /^!?\+/.test(line),
        isUnmet: line.startsWith("!"),
      }));
    });

interface Row {
  readonly kind: string;
  readonly prediction: string;
  readonly gold: string;
  readonly expected_equal: boolean;
  readonly unmet?: boolean;
}

/** The cases of a file of rows, one JSON object a line; `unmet` marks what is not met. */
const readRows = (text: string): readonly TextCase[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const { kind, prediction, gold, expected_equal: isRight, unmet } = JSON.parse(line) as Row; // our own files
      return { kind, prediction, gold, isRight, isUnmet: unmet === true };
    });

/** The cases of a set by its file's name: rows of JSON, or texts. */
export const readSet = (file: string, text: string): readonly TextCase[] =>
  file.endsWith(".jsonl") ? readRows(text) : readTexts(text);
