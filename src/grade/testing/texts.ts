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
export const readTexts = (text: string): readonly TextCase[] =>
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
