import { cellsOf, recordsOn, u32, type Pages } from "./pages.ts";

/** A page that leads nowhere. */
interface PageFault {
  readonly page: number;
  readonly what: string;
}

/** Kinds of pages: inner and outermost ones of indexes and of tables. */
const [INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF] = [2, 5, 10, 13];
const KINDS: readonly (number | undefined)[] = [INDEX_INTERIOR, TABLE_INTERIOR, INDEX_LEAF, TABLE_LEAF];

/**
 * The pages of a database's trees that are none, from the schema's roots down. SQLite's own check says the same, but gives up at
 * the first page that it cannot read.
 */
export function treeFaults(pages: Pages): readonly PageFault[] {
  const faults: PageFault[] = [];
  const seen = new Set<number>();
  const pending = [1, ...rootsOf(pages)];
  for (let page = pending.pop(); page !== undefined; page = pending.pop()) {
    if (seen.has(page)) continue;
    seen.add(page);
    const bytes = pages.at(page);
    const head = page === 1 ? 100 : 0;
    const kind = bytes?.[head];
    if (bytes === undefined) faults.push({ page, what: "it is beyond the end of the file" });
    else if (!KINDS.includes(kind)) faults.push({ page, what: "it is no page of a table or an index" });
    else if (kind === INDEX_INTERIOR || kind === TABLE_INTERIOR) {
      const cells = cellsOf(bytes, head).filter((at) => at + 4 <= bytes.length);
      pending.push(u32(bytes, head + 8), ...cells.map((at) => u32(bytes, at)));
    }
  }
  return faults;
}

/** The first pages of tables and indexes, as the schema on page 1 names them: type, name, table, page, SQL. */
function rootsOf(pages: Pages): readonly number[] {
  const schema: Pages = { count: 1, at: (number) => pages.at(number) };
  return [...recordsOn(schema)].flatMap(({ values }) => {
    const page = values[3];
    return values.length === 5 && typeof page === "number" && page > 1 ? [page] : [];
  });
}
