import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostileRun, storedRun } from "../../test/pages/stored-run.ts";
import type { ProgressEvent } from "../mdp/index.ts";
import { browseRun } from "../store/index.ts";
import { exportPage, Viewer, type ViewSurroundings } from "./index.ts";
import type { FrontEnd } from "./front-end.ts";
import { chunkRollouts, parts, unpackRows, type ExportedHead } from "./shared/exported.ts";

const folder = mkdtempSync(join(tmpdir(), "rise-viewer-"));
const dir = join(folder, "run");
const hostileDir = join(folder, "hostile");
beforeAll(async () => {
  await storedRun(dir);
  (await hostileRun(hostileDir)).close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const surroundings: ViewSurroundings = { folder: "run", task: async () => undefined, tokenizer: () => undefined };

async function opened(of = dir): Promise<Viewer> {
  const viewer = new Viewer(of, surroundings);
  await viewer.refresh();
  return viewer;
}

describe("a viewer of a run", () => {
  test("lists every rollout: each problem's of each evaluation, and the training's", async () => {
    const viewer = await opened();
    const counts = new Map(
      [...Map.groupBy(viewer.rowsSoFar, ({ stage }) => stage.name)].map(([name, rows]) => [name, rows.length]),
    );
    expect(Object.fromEntries(counts)).toMatchObject({ "evaluate/base": 120, "evaluate/iteration-1": 120 }); // sampled and greedy
    expect(counts.get("collect/1")).toBeGreaterThanOrEqual(80); // 40 problems, 2 samples
    viewer.close();
  });

  test("shows of a training rollout what each turn weighed in which training, as it is recorded", async () => {
    const viewer = await opened();
    const training = viewer.rowsSoFar.filter(({ stage }) => stage.kind === "training");
    const run = browseRun(dir);
    let weighed = 0;
    for (const { id } of training) {
      const rollout = await viewer.rollout(id);
      const shown = rollout?.turns.flatMap(({ weights }, turn) => weights.map((one) => ({ turn, ...one })));
      const recorded = run.examples(1, id).map(({ turn, reward, weight }) => ({ turn, trainedIn: 1, reward, weight }));
      expect(shown).toEqual(recorded);
      weighed += recorded.length;
    }
    expect(weighed).toBeGreaterThan(100);
    run.close();
    viewer.close();
  });

  test("gives all turns' tokens at once as it gives them one by one", async () => {
    const viewer = await opened();
    for (const { id } of viewer.rowsSoFar.slice(0, 20)) {
      const rollout = await viewer.rollout(id);
      const each = await Promise.all((rollout?.turns ?? []).map((_, turn) => viewer.tokens(id, turn)));
      expect(await viewer.allTokens(id)).toEqual(each.map((one) => one ?? null));
    }
    viewer.close();
  });

  test("knows how hard a problem is by the report's own notion: the base's samples, those alone that could be graded", async () => {
    const viewer = await opened();
    const graded = viewer.rowsSoFar.filter(({ problem }) => problem.base !== undefined);
    expect(graded.length).toBeGreaterThan(100);
    for (const { problem } of graded) {
      const { right = 0, of = 0 } = problem.base ?? {};
      expect(problem.difficulty).toBe(right === 0 ? "never" : right / of > 0.5 ? "over half" : "up to half");
    }
    viewer.close();
  });

  test("has no page of what is not there", async () => {
    const viewer = await opened();
    expect(await viewer.rollout("evaluate/base/0/none")).toBeUndefined();
    expect(await viewer.problem("none")).toBeUndefined();
    expect(await viewer.allTokens("none")).toBeUndefined();
    viewer.close();
  });
});

describe("an exported page", () => {
  const frontEnd: FrontEnd = {
    files: new Map(
      ["viewer.js", "viewer.css", "math.js"].map((name) => [name, new TextEncoder().encode(`/* ${name} */`)]),
    ),
  };
  const partsOf = (html: string): ReadonlyMap<string, unknown> =>
    new Map(
      [...html.matchAll(/<script type="application\/gzip" id="([^"]+)">([^<]*)</g)].map(([, id = "", text = ""]) => [
        id,
        JSON.parse(gunzipSync(Buffer.from(text, "base64")).toString()),
      ]),
    );
  const most = 25e6;

  test("holds every row, and of each the page and the tokens that the viewer shows", async () => {
    const viewer = await opened();
    const events: ProgressEvent[] = [];
    const page = await exportPage(viewer, frontEnd, most, { onProgress: (event) => events.push(event) });
    expect([page.whole, page.withTokens]).toEqual([page.rollouts, page.rollouts]);
    const held = partsOf(page.html);
    const head = held.get(parts.head) as ExportedHead;
    const rows = unpackRows(head);
    expect(rows).toEqual(viewer.rowsSoFar);
    for (const at of [0, chunkRollouts, page.whole - 1]) {
      const id = rows[head.held[at] ?? 0]?.id ?? "";
      const [chunk, place] = [Math.floor(at / chunkRollouts), at % chunkRollouts];
      const rollout = (held.get(parts.rollouts(chunk)) as { turns: unknown; others: number[] }[])[place];
      const shown = await viewer.rollout(id);
      expect(rollout?.turns).toEqual(JSON.parse(JSON.stringify(shown?.turns)));
      expect(rollout?.others.map((other) => rows[other])).toEqual(shown?.others);
      const tokens = (held.get(parts.tokens(chunk)) as { response: { id: number; logprob: number }[] }[][])[place];
      const ids = (turns: typeof tokens | null) => turns?.map((turn) => turn.response.map((token) => token.id));
      expect(ids(tokens)).toEqual(ids((await viewer.allTokens(id)) as typeof tokens | null));
    }
    for (const stage of ["write the rollouts", "write their tokens"])
      expect(events.findLast((event) => event.stage === stage)).toMatchObject({ done: page.rollouts, total: page.rollouts }); // prettier-ignore
    viewer.close();
  });

  test("ends where it is interrupted", async () => {
    const viewer = await opened();
    const stop = new AbortController();
    const reason = new Error("Ctrl-C");
    const context = { signal: stop.signal, onProgress: ({ done }: ProgressEvent) => done > 0 && stop.abort(reason) };
    await expect(exportPage(viewer, frontEnd, most, context)).rejects.toBe(reason);
    viewer.close();
  });

  test("holds hostile texts as data: no markup of theirs is in it", async () => {
    const viewer = await opened(hostileDir);
    const { html, whole } = await exportPage(viewer, frontEnd, most);
    expect(whole).toBe(5);
    expect(html).not.toMatch(/onerror|alert\(|\u202e/);
    viewer.close();
  });

  test("lists all and says what it has no room for", async () => {
    const viewer = await opened();
    const page = await exportPage(viewer, frontEnd, 12_000);
    const head = partsOf(page.html).get(parts.head) as ExportedHead;
    expect(page.whole).toBeLessThan(page.rollouts);
    expect(head.rows).toHaveLength(page.rollouts);
    expect(head.run.leftOut).toContain(`the turns of ${page.whole} of ${page.rollouts} rollouts`);
    viewer.close();
  });
});
