import type { VNode } from "preact";

interface MarkWords {
  readonly sign: string;
  readonly word: string;
  readonly style: string;
}

const marks: Readonly<Record<string, MarkWords>> = {
  correct: { sign: "✓", word: "right", style: "correct" },
  wrong: { sign: "✗", word: "wrong", style: "wrong" },
  noAnswer: { sign: "∅", word: "no answer", style: "no-answer" },
  error: { sign: "?", word: "undecided", style: "undecided" },
};
const ungraded: MarkWords = { sign: "·", word: "not graded yet", style: "ungraded" };

const letters: Readonly<Record<string, string>> = { c: "correct", w: "wrong", n: "noAnswer", e: "error" };

/** An outcome by its sign, word and style. */
export function markOf(outcome: string | undefined): MarkWords {
  return marks[outcome ?? ""] ?? ungraded;
}

interface OutcomeMarkProps {
  readonly outcome: string | undefined;
  /** The word where there is none. */
  readonly unknown?: string;
}

/** An outcome in a word, beside its sign. */
export function OutcomeMark({ outcome, unknown }: OutcomeMarkProps): VNode {
  const { sign, word: known, style } = markOf(outcome);
  const word = outcome === undefined && unknown !== undefined ? unknown : known;
  return (
    <span class={`outcome ${style}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  );
}

/** A rollout's turns as a row of signs; those of the improver stand in a ring. */
export function TurnMarks({ turns }: { readonly turns: string }): VNode {
  const marked = [...turns].map((letter) => {
    const isImprovers = letter !== letter.toLowerCase();
    return { ...markOf(letters[letter.toLowerCase()]), isImprovers };
  });
  const words = marked.map(({ word, isImprovers }) => (isImprovers ? `${word} (improver)` : word)).join(", ");
  return (
    <span class="marks" role="img" aria-label={words}>
      {marked.map(({ sign, style, isImprovers }, i) => (
        <i key={i} class={`${style}${isImprovers ? " improver" : ""}`}>
          {sign}
        </i>
      ))}
    </span>
  );
}
