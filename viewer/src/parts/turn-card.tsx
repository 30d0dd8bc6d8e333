import type { ComponentChildren, VNode } from "preact";
import { markOf, OutcomeMark } from "./marks.tsx";
import { Plain } from "./prose.tsx";

interface TurnCardProps {
  readonly title: string;
  readonly outcome: string | undefined;
  /** What is said where there is no outcome; default: not graded yet. */
  readonly unknown?: string;
  readonly answer?: string | null | undefined;
  /** Smaller facts in the head, such as tokens and weight. */
  readonly facts?: readonly (string | undefined)[];
  readonly id?: string;
  readonly isFocused?: boolean;
  readonly children: ComponentChildren;
}

/** A turn: who took it, what became of it, and what it says. */
export function TurnCard({
  title,
  outcome,
  unknown,
  answer,
  facts = [],
  id,
  isFocused,
  children,
}: TurnCardProps): VNode {
  const shown = facts.filter((fact) => fact !== undefined);
  return (
    <article id={id} class={`turn-card ${markOf(outcome).style}${isFocused ? " focused" : ""}`}>
      <header>
        <h3>{title}</h3>
        <OutcomeMark outcome={outcome} {...(unknown === undefined ? {} : { unknown })} />
        {answer !== undefined && answer !== null && (
          <span class="answer" title="the answer that was read">
            <Plain text={answer.length > 200 ? `${answer.slice(0, 200)}…` : answer} />
          </span>
        )}
        <span class="facts">{shown.join(" · ")}</span>
      </header>
      {children}
    </article>
  );
}
