import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { StageContext } from "../mdp/index.ts";
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
 * @throws the signal's reason, between two chunks
 */
export async function exportPage(
  viewer: Viewer,
  frontEnd: FrontEnd,
  mostBytes: number,
  context: StageContext = {},
): Promise<ExportedPage> {
  await viewer.refresh();
  const rows = viewer.rowsSoFar;
  const packed = packRows(rows);
  const run = await viewer.run();
  const room = createRoom(mostBytes - gzipped({ run, ...packed }).length - sizeOf(frontEnd));
  const places = new Map(rows.map((row, place) => [row.id, place]));
  const held: number[] = [];
  const hasTokens: boolean[] = []; // by place in `held`
  let needsMath = packed.problems.some(({ question }) => hasMath(question));
  const texts = await chunksWithin(room, byProblem(rows), { stage: "write the rollouts", ...context }, async (at) => {
    const some = await Promise.all(at.map(async (place) => [place, await viewer.rollout(rows[place]?.id ?? "")] as const)); // prettier-ignore
    const known = some.flatMap(([place, rollout]) => (rollout === undefined ? [] : [{ place, rollout }]));
    return {
      value: known.map(({ rollout }) => withoutRows(rollout, places)),
      taken() {
        held.push(...known.map(({ place }) => place));
        hasTokens.push(...known.map(({ rollout }) => rollout.turns.some((turn) => turn.hasTokens)));
        needsMath ||= known.some(({ rollout }) => rollout.turns.some(({ text }) => hasMath(text.text)));
      },
    };
  });
  let withTokens = 0;
  const tokens = await chunksWithin(room, [...held.keys()], { stage: "write their tokens", ...context }, async (at) => {
    const value = await Promise.all(
      at.map(async (i) =>
        hasTokens[i] === true ? ((await viewer.allTokens(rows[held[i] ?? 0]?.id ?? "")) ?? []) : [],
      ),
    );
    return { value: value.map((turns) => turns.map(shortened)), taken: () => void (withTokens += at.length) };
  });
  const counts = { rollouts: rows.length, whole: held.length, withTokens };
  const leftOut = leftOutText(counts);
  const head: ExportedHead = { run: { ...run, ...(leftOut === undefined ? {} : { leftOut }) }, ...packed, held };
  return { html: selfContained(frontEnd, [gzipped(head), texts, tokens], needsMath), ...counts };
}

/** One chunk of a page, and what follows from there being room for it. */
interface Chunk {
  readonly value: unknown;
  taken(): void;
}

/** As many chunks as there is room for, packed; others have their turn between two of them. */
async function chunksWithin(
  room: ReturnType<typeof createRoom>,
  places: readonly number[],
  { stage, onProgress, signal }: StageContext & { readonly stage: string },
  make: (at: readonly number[]) => Promise<Chunk>,
): Promise<readonly Buffer[]> {
  const packed: Buffer[] = [];
  const total = places.length;
  for (let from = 0; from < total; from += chunkRollouts) {
    onProgress?.({ stage, done: from, total });
    await setImmediate();
    signal?.throwIfAborted();
    const chunk = await make(places.slice(from, from + chunkRollouts));
    const bytes = gzipped(chunk.value);
    if (!room.take(bytes.length)) return packed;
    chunk.taken();
    packed.push(bytes);
  }
  if (total > 0) onProgress?.({ stage, done: total, total });
  return packed;
}

/** Probabilities as the engine knows them, in 32 bits: more digits would tell nothing. */
const shortened = (turn: TokensAnswer | null): TokensAnswer | null =>
  turn && {
    ...turn,
    response: turn.response.map((token) =>
      token.logprob === undefined ? token : { ...token, logprob: Number(token.logprob.toPrecision(8)) },
    ),
  };

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
): ExportedRollout {
  const siblings = others.flatMap(({ id }) => places.get(id) ?? []);
  return { ...(solution === undefined ? {} : { solution }), turns, parallel, others: siblings };
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

const gzipped = (value: unknown): Buffer => gzipSync(JSON.stringify(value));
const sizeOf = ({ files }: FrontEnd): number => [...files.values()].reduce((sum, { length }) => sum + length, 0);

function selfContained(
  { files }: FrontEnd,
  [head, rollouts, tokens]: readonly [head: Buffer, rollouts: readonly Buffer[], tokens: readonly Buffer[]],
  needsMath: boolean,
): string {
  const text = (name: string): string => new TextDecoder().decode(files.get(name));
  const scripts = [...(needsMath ? ["math.js"] : []), "viewer.js"].map((name) => asScript(text(name)));
  const style = text("viewer.css");
  const hashes = (of: readonly string[]): string =>
    of.map((one) => `'sha256-${createHash("sha256").update(one).digest("base64")}'`).join(" ");
  const held = [
    [parts.head, head] as const,
    ...rollouts.map((chunk, i) => [parts.rollouts(i), chunk] as const),
    ...tokens.map((chunk, i) => [parts.tokens(i), chunk] as const),
  ];
  return pageShell({
    title: "A run of rise",
    policy: `default-src 'none'; script-src ${hashes(scripts)}; style-src ${hashes([style])}; img-src data:; base-uri 'none'; form-action 'none'`,
    head: `<style>${style}</style>`,
    body: [
      ...held.map(([id, value]) => `<script type="application/gzip" id="${id}">${value.toString("base64")}</script>`), // prettier-ignore
      ...scripts.map((script) => `<script>${script}</script>`),
    ].join("\n"),
  });
}

/** A script within a page must not hold what would end it. */
const asScript = (script: string): string => script.replaceAll("</script", String.raw`<\/script`).replaceAll("<!--", String.raw`<\!--`); // prettier-ignore
