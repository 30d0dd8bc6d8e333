import type { RowsAnswer, Source } from "../../../src/view/shared/answers.ts";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Row } from "../../../src/view/shared/row.ts";

/** Rows that are asked for at a time. */
export const pageRows = 100;

/** A list whose pages come as they are looked at. */
export interface RowPages {
  readonly head: Omit<RowsAnswer, "rows" | "from"> | undefined;
  row(place: number): Row | undefined;
  /** Asks for what stands in these places, unless it is there. */
  want(from: number, to: number): void;
  readonly error: string | undefined;
}

interface Pages {
  readonly about: string;
  readonly version: number;
  readonly rows: Map<number, readonly Row[]>;
  readonly asked: Set<number>;
}

/**
 * The list of a filter, page by page. When the run has changed, its pages are asked for again, and the old ones stay until the new
 * ones are there.
 */
export function useRows(source: Source, query: URLSearchParams, version: number): RowPages {
  const about = query.toString();
  const [head, setHead] = useState<(RowsAnswer & { readonly about: string }) | undefined>();
  const [error, setError] = useState<string>();
  const [, redraw] = useState(0);
  const pages = useRef<Pages>({ about: "", version: -1, rows: new Map(), asked: new Set() });
  const ask = (page: number): void => {
    const now = pages.current;
    if (now.asked.has(page)) return;
    now.asked.add(page);
    source.rows(query, page * pageRows, pageRows).then(
      (answer) => {
        if (pages.current !== now) return;
        now.rows.set(page, answer.rows);
        setHead({ ...answer, about });
        setError(answer.fault);
        redraw((times) => times + 1);
      },
      (failure: unknown) => setError(failure instanceof Error ? failure.message : String(failure)),
    );
  };
  useEffect(() => {
    const before = pages.current;
    const isSame = before.about === about;
    pages.current = { about, version, rows: isSame ? new Map(before.rows) : new Map(), asked: new Set() };
    for (const page of isSame && before.rows.size > 0 ? before.rows.keys() : [0]) ask(page);
  }, [about, version]);
  return {
    head,
    error,
    row: (place) =>
      pages.current.about === about
        ? pages.current.rows.get(Math.floor(place / pageRows))?.[place % pageRows]
        : undefined,
    want(from, to) {
      if (pages.current.about !== about) return;
      for (let page = Math.floor(from / pageRows); page <= Math.floor(to / pageRows); page++) ask(page);
    },
  };
}
