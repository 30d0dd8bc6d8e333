import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { FrontEnd } from "./front-end.ts";
import { pageShell } from "./page-shell.ts";
import type { RolloutAnswer, TokensAnswer } from "./shared/answers.ts";
import { chunkRollouts, packRows, parts, type ExportedHead, type ExportedRollout } from "./shared/exported.ts";
import { hasMath } from "./shared/math-pieces.ts";
import type { Row } from "./shared/row.ts";
import type { Viewer } from "./viewer.ts";

/** What was put into an exported page. */
interface ExportedPage {
  readonly html: string;
  readonly rollouts: number;
  /** Those whose turns can be read in it. */
  readonly whole: number;
  /** Those whose tokens can be. */
  readonly withTokens: number;
}

/**
 * A run's page as one file that holds all that it shows. Every rollout is listed; as many as there is room for can be read, first
 * their turns, all of a problem together, then their tokens.
 *
 * @param mostBytes of the file
 */
export async function exportPage(viewer: Viewer, frontEnd: FrontEnd, mostBytes: number): Promise<ExportedPage> {
  await viewer.refresh();
  const rows = viewer.rowsSoFar;
  const packed = packRows(rows);
  const run = await viewer.run();
  const room = createRoom(mostBytes - gzipped({ run, ...packed }).length - sizeOf(frontEnd));
  const places = new Map(rows.map((row, place) => [row.id, place]));
  const order = byProblem(rows);
  const texts: ExportedRollout["rollout"][] = [];
  const held: number[] = [];
  let needsMath = packed.problems.some(({ question }) => hasMath(question));
  for (const at of chunksOf(order, chunkRollouts)) {
    const some = await Promise.all(at.map(async (place) => [place, await viewer.rollout(rows[place]?.id ?? "")] as const)); // prettier-ignore
    const known = some.flatMap(([place, rollout]) => (rollout === undefined ? [] : [{ place, rollout }]));
    const made = known.map(({ rollout }) => withoutRows(rollout, places));
    if (!room.take(gzipped(made).length)) break;
    texts.push(...made);
    held.push(...known.map(({ place }) => place));
    needsMath ||= known.some(({ rollout }) => rollout.turns.some(({ text }) => hasMath(text.text)));
  }
  const tokens = await tokensWithin(viewer, rows, held, texts, room);
  const chunks = chunksOf(
    texts.map((rollout, i): ExportedRollout => ({ rollout, tokens: tokens[i] ?? [] })),
    chunkRollouts,
  );
  const counts = { rollouts: rows.length, whole: held.length, withTokens: tokens.length };
  const leftOut = leftOutText(counts);
  const head: ExportedHead = { run: { ...run, ...(leftOut === undefined ? {} : { leftOut }) }, ...packed, held };
  return { html: selfContained(frontEnd, head, chunks, needsMath), ...counts };
}

function createRoom(bytes: number): { take(more: number): boolean } {
  let left = bytes;
  return {
    take(more) {
      const needed = Math.ceil((more * 4) / 3); // in base64
      if (needed > left) return false;
      left -= needed;
      return true;
    },
  };
}

/** Evaluations first, and all rollouts on a problem together: what is there can be compared. */
function byProblem(rows: readonly Row[]): readonly number[] {
  const order = new Map<Row["problem"], number>();
  const kindOf = ({ stage }: Row): number => Number(stage.kind === "training");
  for (const row of rows) if (!order.has(row.problem)) order.set(row.problem, order.size);
  const places = rows.map((row, place) => ({ place, kind: kindOf(row), problem: order.get(row.problem) ?? 0 }));
  return places
    .toSorted((a, b) => a.kind - b.kind || a.problem - b.problem || a.place - b.place)
    .map(({ place }) => place);
}

function withoutRows(
  { solution, turns, parallel, others }: RolloutAnswer,
  places: ReadonlyMap<string, number>,
): ExportedRollout["rollout"] {
  const siblings = others.flatMap(({ id }) => places.get(id) ?? []);
  return { ...(solution === undefined ? {} : { solution }), turns, parallel, others: siblings };
}

/** The tokens of as many rollouts, from the first on, as there is room for. */
async function tokensWithin(
  viewer: Viewer,
  rows: readonly Row[],
  held: readonly number[],
  texts: readonly ExportedRollout["rollout"][],
  room: ReturnType<typeof createRoom>,
): Promise<readonly ExportedRollout["tokens"][]> {
  const all: ExportedRollout["tokens"][] = [];
  for (const at of chunksOf([...held.keys()], chunkRollouts)) {
    const some = await Promise.all(
      at.map((i) => {
        const id = rows[held[i] ?? 0]?.id ?? "";
        const turns = texts[i]?.turns ?? [];
        return Promise.all(turns.map(async ({ hasTokens }, t): Promise<TokensAnswer | null> => (hasTokens ? ((await viewer.tokens(id, t)) ?? null) : null))); // prettier-ignore
      }),
    );
    if (!room.take(gzipped(some).length)) break;
    all.push(...some);
  }
  return all;
}

function leftOutText({ rollouts, whole, withTokens }: Omit<ExportedPage, "html">): string | undefined {
  const parts = [
    ...(whole < rollouts ? [`the turns of ${whole} of ${rollouts} rollouts`] : []),
    ...(withTokens < rollouts ? [`the tokens of ${withTokens}`] : []),
  ];
  return parts.length === 0
    ? undefined
    : `This file lists every rollout and holds ${parts.join(" and ")}; the page of the run itself shows all of them.`;
}

function chunksOf<T>(values: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_, i) => values.slice(i * size, (i + 1) * size));
}

const gzipped = (value: unknown): Buffer => gzipSync(JSON.stringify(value));
const sizeOf = ({ files }: FrontEnd): number => [...files.values()].reduce((sum, { length }) => sum + length, 0);

function selfContained(
  { files }: FrontEnd,
  head: ExportedHead,
  chunks: readonly (readonly ExportedRollout[])[],
  needsMath: boolean,
): string {
  const text = (name: string): string => new TextDecoder().decode(files.get(name));
  const scripts = [...(needsMath ? ["math.js"] : []), "viewer.js"].map((name) => asScript(text(name)));
  const style = text("viewer.css");
  const hashes = (of: readonly string[]): string =>
    of.map((one) => `'sha256-${createHash("sha256").update(one).digest("base64")}'`).join(" ");
  const held = [[parts.head, head] as const, ...chunks.map((chunk, i) => [parts.chunk(i), chunk] as const)];
  return pageShell({
    title: "A run of rise",
    policy: `default-src 'none'; script-src ${hashes(scripts)}; style-src ${hashes([style])}; img-src data:; base-uri 'none'; form-action 'none'`,
    head: `<style>${style}</style>`,
    body: [
      ...held.map(([id, value]) => `<script type="application/gzip" id="${id}">${gzipped(value).toString("base64")}</script>`), // prettier-ignore
      ...scripts.map((script) => `<script>${script}</script>`),
    ].join("\n"),
  });
}

/** A script within a page must not hold what would end it. */
const asScript = (script: string): string => script.replaceAll("</script", String.raw`<\/script`).replaceAll("<!--", String.raw`<\!--`); // prettier-ignore
