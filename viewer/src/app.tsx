import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { RunAnswer, Source } from "../../src/view/shared/answers.ts";
import { filterQuery, type Filter } from "../../src/view/shared/filter.ts";
import { Help } from "./help.tsx";
import { FilterBar } from "./list/filter-bar.tsx";
import { Found, RolloutList } from "./list/rollout-list.tsx";
import { pageRows, useRows, type RowPages } from "./list/row-store.ts";
import { count } from "./parts/figures.ts";
import { Plain } from "./parts/prose.tsx";
import { ProblemView } from "./problem/problem-view.tsx";
import { RolloutView, type RolloutPlace } from "./rollout/rollout-view.tsx";
import { go, routeHash, useRoute, type Route } from "./route.ts";
import { useAnswer } from "./source/use-answer.ts";
import { useKeys } from "./use-keys.ts";

interface AppProps {
  readonly source: Source;
  /** Tells of changes; absent where nothing changes any more. */
  readonly follow?: (onChange: (version: number) => void, onLost: (isLost: boolean) => void) => () => void;
}

/** The page: the list with its filters, and beside it what is read. */
export function App({ source, follow }: AppProps): VNode {
  const route = useRoute();
  const [version, setVersion] = useState(0);
  const [isLost, setLost] = useState(false);
  const [isHelping, setHelping] = useState(false);
  useEffect(() => follow?.(setVersion, setLost), [follow]);
  const { answer: run } = useAnswer(() => source.run(), "run", version);
  const filter = useTyped(route);
  const pages = useRows(source, filterQuery(filter), version);
  const { place } = route;
  const at = usePlaceInList(pages, place?.kind === "rollout" ? place.id : undefined);
  useAppKeys({ route, pages, source, at, onHelp: () => setHelping(true) });
  return (
    <div class={`app ${place === undefined ? "at-list" : "at-place"}`}>
      <Head run={run} isLost={isLost} isLive={follow !== undefined} onHelp={() => setHelping(true)} />
      <nav class="side" aria-label="Rollouts and filters">
        <FilterBar
          filter={filter}
          facets={pages.head?.facets ?? {}}
          onFilter={(next) => go({ ...route, filter: next }, true)}
        />
        <Found pages={pages} />
        {pages.error !== undefined && <p class="wrong-words small">{pages.error}</p>}
        <RolloutList
          pages={pages}
          addressOf={(row) => routeHash({ ...route, place: { kind: "rollout", id: row.id } })}
          selected={place?.id}
          place={at}
        />
      </nav>
      <main class="place" tabIndex={-1}>
        {place !== undefined && (
          <a class="back" href={routeHash({ ...route, place: undefined })}>
            ← All rollouts
          </a>
        )}
        {place === undefined && <Welcome run={run} />}
        {place?.kind === "rollout" && <RolloutView source={source} route={route} place={place} version={version} />}
        {place?.kind === "problem" && <ProblemView source={source} route={route} id={place.id} version={version} />}
      </main>
      {isHelping && <Help onClose={() => setHelping(false)} />}
    </div>
  );
}

const typingMs = 120;

/** The address's filter; while a text is typed, a moment later. */
function useTyped({ filter }: Route): Filter {
  const [text, setText] = useState(filter.text);
  useEffect(() => {
    const timer = setTimeout(() => setText(filter.text), typingMs);
    return () => clearTimeout(timer);
  }, [filter.text]);
  return { ...filter, text };
}

/** Where a rollout stands in the list, as far as the pages that are there tell. */
function usePlaceInList(pages: RowPages, id: string | undefined): number | undefined {
  const known = useRef(new Map<string, number>());
  if (id === undefined) return undefined;
  const before = known.current.get(id);
  if (before !== undefined && pages.row(before)?.id === id) return before;
  const matched = Math.min(pages.head?.matched ?? 0, 100 * pageRows); // a link into a list that is longer has no place
  for (let at = 0; at < matched; at++) {
    if (pages.row(at)?.id !== id) continue;
    known.current.set(id, at);
    return at;
  }
  return undefined;
}

interface KeyContext {
  readonly route: Route;
  readonly pages: RowPages;
  readonly source: Source;
  readonly at: number | undefined;
  readonly onHelp: () => void;
}

function useAppKeys({ route, pages, source, at, onHelp }: KeyContext): void {
  const { place } = route;
  const rollout = place?.kind === "rollout" ? place : undefined;
  const set = (changes: Partial<RolloutPlace>): void => {
    if (rollout !== undefined) go({ ...route, place: { ...rollout, ...changes } }, true);
  };
  const step = (by: number): void => {
    const next = pages.row(at === undefined ? 0 : at + by);
    const matched = pages.head?.matched ?? 0;
    if (at !== undefined && matched > 0) pages.want(Math.max(0, at + by), Math.min(matched - 1, at + 4 * by + 4));
    if (next !== undefined) go({ ...route, place: { ...kept(rollout), id: next.id } }, rollout !== undefined);
  };
  const turn = (by: number): void => {
    const last = document.querySelectorAll(".turns:first-child .turn-card").length - 1;
    set({ turn: Math.max(0, Math.min(last, rollout?.turn === undefined ? 0 : rollout.turn + by)) });
  };
  const part = (wanted: "prompt" | "tokens"): void =>
    set({ turn: rollout?.turn ?? 0, part: rollout?.part === wanted ? undefined : wanted });
  const tree = async (): Promise<void> => {
    const row = rollout && (await source.rollout(rollout.id))?.row;
    if (row !== undefined) go({ ...route, place: { kind: "problem", id: row.problem.id } });
  };
  const beside = async (): Promise<void> => {
    const others = (rollout && (await source.rollout(rollout.id))?.others) ?? [];
    const now = others.findIndex(({ id }) => id === rollout?.beside);
    set({ beside: others[now + 1]?.id });
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    l: () => turn(1),
    h: () => turn(-1),
    ArrowRight: () => turn(1),
    ArrowLeft: () => turn(-1),
    p: () => part("prompt"),
    o: () => part("tokens"),
    d: () => set({ isPlain: rollout?.isPlain === true ? undefined : true }),
    c: () => void beside(),
    t: () => void tree(),
    "/": () => document.querySelector<HTMLInputElement>("#search")?.focus(),
    "?": onHelp,
    Escape: () => place !== undefined && go({ ...route, place: undefined }),
  });
}

/** What stays when the next rollout is read. */
const kept = (place: RolloutPlace | undefined): { readonly kind: "rollout" } & Partial<RolloutPlace> => ({
  kind: "rollout",
  ...(place?.isPlain === true ? { isPlain: true } : {}),
});

interface HeadProps {
  readonly run: RunAnswer | undefined;
  readonly isLive: boolean;
  readonly isLost: boolean;
  readonly onHelp: () => void;
}

function Head({ run, isLive, isLost, onHelp }: HeadProps): VNode {
  useEffect(() => {
    if (run !== undefined) document.title = `${run.title} - rise view`.replaceAll(/\p{Bidi_Control}|\p{Cc}/gu, "");
  }, [run?.title]);
  return (
    <header class="head">
      <h1>{run === undefined ? "rise view" : <Plain text={run.title} />}</h1>
      {run !== undefined && (
        <p class="quiet">
          <Plain text={run.folder} />
          {run.improving !== undefined && ` · ${run.improving}`}
        </p>
      )}
      {run?.isSmoke === true && <p class="wrong-words">A smoke run: its numbers mean nothing.</p>}
      {run?.leftOut !== undefined && <p class="quiet">{run.leftOut}</p>}
      <p class="state" role="status">
        {isLive && <Following run={run} isLost={isLost} />}
        <button type="button" class="chip" onClick={onHelp}>
          Keys <kbd>?</kbd>
        </button>
      </p>
    </header>
  );
}

function Following({ run, isLost }: Pick<HeadProps, "run" | "isLost">): VNode {
  if (isLost) return <span class="wrong-words">rise view has ended: start it again to go on</span>;
  if (run === undefined || (run.isReading && run.rollouts === 0)) return <span class="quiet">reading…</span>;
  if (run.isReading) return <span class="quiet">reading… {count(run.rollouts)} so far</span>;
  return run.isFinished ? (
    <span class="quiet">finished</span>
  ) : (
    <span class="live">
      <i aria-hidden="true" /> not finished: followed as it is written
    </span>
  );
}

function Welcome({ run }: { readonly run: RunAnswer | undefined }): VNode {
  return (
    <div class="welcome quiet">
      <p>
        {run === undefined
          ? "Reading…"
          : `${count(run.rollouts)} rollouts in ${run.stages.length} stages. Choose one, or press j.`}
      </p>
      <p>
        <span class="marks">
          <i class="correct">✓</i>
          <i class="wrong">✗</i>
          <i class="no-answer">∅</i>
          <i class="undecided">?</i>
          <i class="ungraded">·</i>
          <i class="correct improver">✓</i>
        </span>{" "}
        right, wrong, no answer, undecided by the grader, not graded yet, and in a ring an improver's turn
      </p>
    </div>
  );
}
