import { groups, type GroupValue } from "./filter-groups.ts";
import type { Row } from "./row.ts";

/** What a list is asked for. */
export interface Filter {
  /** In the problem's name, question, gold or answer, or the rollout's name; case does not count. */
  readonly text: string;
  /** The one stage that is listed; "" for all. */
  readonly stage: string;
  /** Of each group that is named, the one value that is listed. */
  readonly chosen: Readonly<Record<string, string>>;
}

/** The filter of an address's query; what it does not know is left out. */
export function parseFilter(query: URLSearchParams): Filter {
  const chosen = groups.flatMap(({ name, values }) => {
    const wanted = query.get(name);
    return values.some(({ value }) => value === wanted) ? [[name, wanted ?? ""] as const] : [];
  });
  return { text: query.get("text") ?? "", stage: query.get("stage") ?? "", chosen: Object.fromEntries(chosen) };
}

/** The query of a filter's address; {@link parseFilter} reads it. */
export function filterQuery({ text, stage, chosen }: Filter): URLSearchParams {
  return new URLSearchParams({ ...(text === "" ? {} : { text }), ...(stage === "" ? {} : { stage }), ...chosen });
}

/** A value of a group, and how many rollouts would be listed under it, all else as it is. */
export interface Facet extends GroupValue {
  readonly count: number;
}

/** A list: which rollouts, and what else there is. */
interface Listed {
  /** Places in the rows. */
  readonly matches: readonly number[];
  /** By group; the stages under "stage". */
  readonly facets: Readonly<Record<string, readonly Facet[]>>;
}

/** Lists rows by filters; what the rows are is worked out once, so that a list of a hundred thousand takes some milliseconds. */
export interface Lister {
  list(filter: Filter): Listed;
}

/** Where each group's values stand among the bits of a row. */
const shifts = groups.reduce<readonly number[]>(
  (all, _, g) => [...all, (all[g - 1] ?? 0) + (groups[g - 1]?.values.length ?? 0)],
  [],
);

/** A lister of these rows as they are now. */
export function createLister(rows: readonly Row[]): Lister {
  const stages = [...new Map(rows.map(({ stage }) => [stage.name, stage])).values()];
  const stagePlaces = new Map(stages.map(({ name }, place) => [name, place]));
  const stageOf = Uint16Array.from(rows, ({ stage }) => stagePlaces.get(stage.name) ?? 0); // [rows]
  const bitsOf = Uint32Array.from(rows, (row) =>
    groups.reduce((all, { bits }, g) => all | (bits(row) << (shifts[g] ?? 0)), 0),
  ); // [rows]
  const search = searchIn(rows);
  return {
    list({ text, stage, chosen }) {
      const wanted = text.trim().toLowerCase();
      const hasText = wanted === "" ? undefined : search(wanted);
      const masks = groups.map(({ name, values }, g) => maskOf(values, chosen[name], shifts[g] ?? 0));
      const wantedStage = stagePlaces.get(stage) ?? -1;
      const tally = createTally(stages.length);
      const matches: number[] = [];
      for (let place = 0; place < rows.length; place++) {
        if (hasText?.(place) === false) continue;
        const [bits = 0, of = 0] = [bitsOf[place], stageOf[place]];
        let failed = 0;
        let failing = 0; // no group
        for (let g = 0; g < masks.length; g++) {
          const mask = masks[g] ?? 0;
          if (mask === 0 || (bits & mask) !== 0) continue;
          failed++;
          failing = g + 1;
        }
        if (failed === 0) tally.addStage(of);
        if (stage !== "" && of !== wantedStage) continue;
        if (failed === 0) matches.push(place);
        if (failed <= 1) tally.addBits(bits, failing);
      }
      return { matches, facets: { stage: stageFacets(stages, tally.stages), ...groupFacets(tally.counts()) } };
    },
  };
}

function maskOf(values: readonly GroupValue[], chosen: string | undefined, shift: number): number {
  const place = values.findIndex(({ value }) => value === chosen);
  return place < 0 ? 0 : 1 << (place + shift);
}

/** Counts rows by their bits: there are few different ones. */
interface Tally {
  readonly stages: Uint32Array;
  addStage(stage: number): void;
  /** @param failing the one group that leaves the row out, counted from 1; 0 where it is listed: it counts for all groups */
  addBits(bits: number, failing: number): void;
  /** shape [groups][values] */
  counts(): readonly (readonly number[])[];
}

function createTally(stageCount: number): Tally {
  const stages = new Uint32Array(stageCount);
  const rows = new Map<number, number>();
  return {
    stages,
    addStage: (stage) => void (stages[stage] = (stages[stage] ?? 0) + 1),
    addBits(bits, failing) {
      const key = bits * 8 + failing; // 21 bits and 3
      rows.set(key, (rows.get(key) ?? 0) + 1);
    },
    counts() {
      const counts = groups.map(({ values }) => values.map(() => 0));
      for (const [key, found] of rows) {
        const [bits, failing] = [Math.floor(key / 8), key % 8];
        counts.forEach((of, g) => {
          if (failing !== 0 && failing !== g + 1) return;
          of.forEach((count, i) => {
            if (((bits >>> ((shifts[g] ?? 0) + i)) & 1) === 1) of[i] = count + found;
          });
        });
      }
      return counts;
    },
  };
}

const stageFacets = (stages: readonly Row["stage"][], counts: Uint32Array): readonly Facet[] =>
  stages.map(({ name, label }, i) => ({ value: name, label, count: counts[i] ?? 0 }));

const groupFacets = (counts: readonly (readonly number[])[]): Listed["facets"] =>
  Object.fromEntries(
    groups.map(({ name, values }, g) => [name, values.map((value, i) => ({ ...value, count: counts[g]?.[i] ?? 0 }))]),
  );

/** Looks for a text in rollouts' names and answers and in their problems, each of which is looked at once. */
function searchIn(rows: readonly Row[]): (wanted: string) => (place: number) => boolean {
  let haystacks: readonly string[] | undefined;
  return (wanted) => {
    haystacks ??= rows.map(({ id, answer }) => `${id}\n${answer ?? ""}`.toLowerCase());
    const texts = haystacks;
    const problems = new Map<Row["problem"], boolean>();
    const isInProblem = (problem: Row["problem"]): boolean => {
      const known = problems.get(problem);
      if (known !== undefined) return known;
      const isIn = `${problem.question}\n${problem.gold}`.toLowerCase().includes(wanted);
      problems.set(problem, isIn);
      return isIn;
    };
    return (place) => {
      const row = rows[place];
      return texts[place]?.includes(wanted) === true || (row !== undefined && isInProblem(row.problem));
    };
  };
}
