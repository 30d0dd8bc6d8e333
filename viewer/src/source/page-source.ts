import type { ProblemAnswer, RolloutAnswer, Source } from "../../../src/view/shared/answers.ts";
import { branchOf } from "../../../src/view/shared/branch.ts";
import {
  chunkRollouts,
  parts,
  unpackRows,
  type ExportedHead,
  type ExportedRollout,
  type ExportedTokens,
} from "../../../src/view/shared/exported.ts";
import { createLister, parseFilter } from "../../../src/view/shared/filter.ts";
import type { Row } from "../../../src/view/shared/row.ts";

/** What an exported page shows: it holds everything itself. Undefined on a page that came from a server. */
export function pageSource(page: Document): Source | undefined {
  return page.getElementById(parts.head) === null ? undefined : ownSource(page);
}

interface Own {
  readonly head: ExportedHead;
  readonly rows: readonly Row[];
  readonly lister: ReturnType<typeof createLister>;
  readonly byId: ReadonlyMap<string, number>;
  /** By a row's place, the place among the rollouts that are held. */
  readonly held: ReadonlyMap<number, number>;
}

function ownSource(page: Document): Source {
  const unpacked = new Map<string, Promise<unknown>>();
  const part = <T>(id: string): Promise<T> => {
    const known = unpacked.get(id) ?? unpack(page.getElementById(id)?.textContent ?? "");
    unpacked.set(id, known);
    return known as Promise<T>; // written by export-page.ts
  };
  const own = part<ExportedHead>(parts.head).then(ownOf);
  /** What a chunk of this kind holds of the rollout at a place. */
  const heldOf = async <T>(kind: "rollouts" | "tokens", place: number): Promise<T | undefined> => {
    const at = (await own).held.get(place);
    if (at === undefined) return undefined;
    const id = parts[kind](Math.floor(at / chunkRollouts));
    return page.getElementById(id) === null ? undefined : (await part<readonly T[]>(id))[at % chunkRollouts];
  };
  const placeOf = async (id: string): Promise<number> => (await own).byId.get(id) ?? -1;
  const rolloutAt = async (place: number): Promise<RolloutAnswer | undefined> => {
    const { rows } = await own;
    const [row, found] = [rows[place], await heldOf<ExportedRollout>("rollouts", place)];
    if (row === undefined || found === undefined) return undefined;
    return { ...found, row, others: found.others.flatMap((other) => rows[other] ?? []) };
  };
  return {
    run: async () => (await own).head.run,
    async rows(query, from, count) {
      const { rows, lister } = await own;
      const { matches, facets } = lister.list(parseFilter(query));
      const shown = matches.slice(from, from + count).flatMap((place) => rows[place] ?? []);
      return { version: 0, total: rows.length, matched: matches.length, facets, from, rows: shown };
    },
    rollout: async (id) => rolloutAt(await placeOf(id)),
    tokens: async (id, turn) => (await heldOf<ExportedTokens>("tokens", await placeOf(id)))?.[turn] ?? undefined,
    problem: async (id) => problemOf(id, (await own).rows, rolloutAt),
    text: async () => undefined, // what is longer than what it shows is not held
  };
}

function ownOf(head: ExportedHead): Own {
  const rows = unpackRows(head);
  return {
    head,
    rows,
    lister: createLister(rows),
    byId: new Map(rows.map(({ id }, place) => [id, place])),
    held: new Map(head.held.map((place, at) => [place, at])),
  };
}

async function problemOf(
  id: string,
  rows: readonly Row[],
  rolloutAt: (place: number) => Promise<RolloutAnswer | undefined>,
): Promise<ProblemAnswer | undefined> {
  const places = [...rows.keys()].filter((place) => rows[place]?.problem.id === id);
  const problem = rows[places[0] ?? -1]?.problem;
  if (problem === undefined) return undefined;
  const rollouts = (await Promise.all(places.map(rolloutAt))).filter((one) => one !== undefined);
  const byStage = [...Map.groupBy(rollouts, ({ row }) => row.stage)];
  const stages = byStage.map(([stage, of]) => ({ stage, rollouts: of.map(branchOf), total: of.length }));
  return { ...problem, stages };
}

async function unpack(base64: string): Promise<unknown> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
