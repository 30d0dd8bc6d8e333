import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../../../src/view/shared/row.ts";
import { count } from "../parts/figures.ts";
import { TurnMarks } from "../parts/marks.tsx";
import { visibleText } from "../../../src/view/shared/visible-text.ts";
import type { RowPages } from "./row-store.ts";

/** Every row's height in pixels, as the style sheet has it: what is not in view is not drawn. */
const rowHeight = 68;
const spare = 8; // rows above and below what is in view

interface RolloutListProps {
  readonly pages: RowPages;
  readonly addressOf: (row: Row) => string;
  readonly selected: string | undefined;
  /** The place of the selected row, where it is known: it is kept in view. */
  readonly place: number | undefined;
}

/** The list: however long it is, a screenful of it is drawn. */
export function RolloutList({ pages, addressOf, selected, place }: RolloutListProps): VNode {
  const frame = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 800 });
  const matched = pages.head?.matched ?? 0;
  const look = (): void => {
    const { scrollTop = 0, clientHeight = 800 } = frame.current ?? {};
    setView({ top: scrollTop, height: clientHeight });
  };
  useEffect(() => {
    look();
    addEventListener("resize", look);
    return () => removeEventListener("resize", look);
  }, []);
  useEffect(() => {
    const element = frame.current;
    if (element === null || place === undefined) return;
    const top = place * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight;
  }, [place]);
  const from = Math.max(0, Math.min(Math.floor(view.top / rowHeight) - spare, matched - 1));
  const to = Math.min(matched, Math.ceil((view.top + view.height) / rowHeight) + spare);
  useEffect(() => {
    if (to > from) pages.want(from, to - 1);
  });
  const places = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return (
    <div class="list" ref={frame} onScroll={look} tabIndex={0} role="region" aria-label="Rollouts">
      {pages.head !== undefined && matched === 0 && <p class="quiet empty">No rollout is like that.</p>}
      <ol style={{ height: `${matched * rowHeight}px` }}>
        {places.map((at) => (
          <li key={at} style={{ top: `${at * rowHeight}px` }} aria-setsize={matched} aria-posinset={at + 1}>
            <ListRow row={pages.row(at)} addressOf={addressOf} selected={selected} />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface ListRowProps extends Pick<RolloutListProps, "addressOf" | "selected"> {
  readonly row: Row | undefined;
}

function ListRow({ row, addressOf, selected }: ListRowProps): VNode {
  if (row === undefined) return <span class="row waiting">…</span>;
  const { problem, stage, sample, answer, turns } = row;
  const name = problem.question === "" ? problem.id : problem.question;
  return (
    <a class="row" href={addressOf(row)} aria-current={row.id === selected ? "true" : undefined}>
      <span class="first">
        <TurnMarks turns={turns} />
        {row.isTruncated && <span class="tag">truncated</span>}
        {answer !== null && <span class="answer">{visibleText(answer.slice(0, 60))}</span>}
        <span class="quiet stage">
          {stage.kind === "training" ? `iteration ${stage.iteration}` : stage.name.replace("evaluate/", "")}
          {sample === "greedy" ? ", greedy" : ` · ${stage.kind === "training" ? "sample" : "seed"} ${sample}`}
        </span>
      </span>
      <span class="question">{visibleText(name.slice(0, 160))}</span>
    </a>
  );
}

/** How many there are, in words. */
export function Found({ pages }: { readonly pages: RowPages }): VNode {
  const { head } = pages;
  if (head === undefined) return <p class="found quiet">Reading…</p>;
  const of = head.matched === head.total ? "" : ` of ${count(head.total)}`;
  return (
    <p class="found quiet" role="status">
      {count(head.matched)}
      {of} rollouts
    </p>
  );
}
