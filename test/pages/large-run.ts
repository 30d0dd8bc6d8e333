/**
 * Writes a run of a hundred thousand rollouts, unless it is there, and measures the viewer on it: `npm run bench:viewer -- FOLDER`. Prints
 * the times to the first paint and the first rows and of each filter, as the page asks for it: the best of several and all of them; and the
 * most memory that the server held (Linux).
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createRng, type Outcome, type Trajectory, type Turn } from "../../src/mdp/index.ts";
import { openRun } from "../../src/store/index.ts";
import { findChromium, openBrowser } from "./chromium.ts";

const dir = resolve(process.argv[2] ?? "runs/large");
const [iterations, each, problems] = [4, 25_000, 5000];
const outcomes: readonly Outcome[] = ["wrong", "correct", "wrong", "noAnswer", "error"];
const times = 7;
const filters = ["flow=wrong-right", "trouble=same-2&flow=never-right", "text=train-4321", "difficulty=over-half", ""];

if (!existsSync(join(dir, "run.sqlite"))) write();
await measure();

function write(): void {
  const run = openRun(dir, { preset: "rise-self", task: { name: "large" }, improve: { by: "self", samples: 8 } });
  const rng = createRng(1);
  const turn = (t: number): Turn => {
    const outcome = outcomes[rng.below(outcomes.length)] ?? "wrong";
    const answer = outcome === "noAnswer" ? null : String(rng.below(1000));
    const lines = Array.from({ length: 6 }, (_, i) => `${rng.below(90)} + ${rng.below(90)} is step ${i}`);
    const attempt = {
      text: [...lines, `#### ${answer}`].join("\n"),
      stop: rng.below(20) === 0 ? "length" : "endOfTurn",
      usage: { generatedTokens: 80, readTokens: 50 },
    } as const;
    const reward = outcome === "error" ? {} : { reward: Number(outcome === "correct") };
    return { state: [], attempt, grade: { outcome, answer }, by: t === 2 ? "improver" : "policy", ...reward };
  };
  for (let iteration = 1; iteration <= iterations; iteration++) {
    const trajectories = Array.from({ length: each }, (_, i): Trajectory => {
      const [id, sample] = [`train-${i % problems}`, Math.floor(i / problems)];
      const problem = { id, question: `How many are ${id} and ${id} of them, counted twice?`, answer: "1" };
      return { id: `${iteration}/${id}/${sample}`, problem, turns: [turn(0), turn(1), turn(2)] };
    });
    run.saveTrajectories(iteration, trajectories);
  }
  run.close();
}

async function measure(): Promise<void> {
  const command = [join(import.meta.dirname, "../../bin/rise.mjs"), "view", dir, "--json"];
  const server = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  const [printed] = (await once(server.stdout, "data")) as [Buffer];
  const { url } = JSON.parse(printed.toString()) as { readonly url: string };
  const browser = await openBrowser(findChromium() ?? "");
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const listed = page.locator(".found", { hasText: `${(iterations * each).toLocaleString("en")} rollouts` });
  const opened = performance.now();
  await page.goto(url);
  await listed.waitFor({ timeout: 300_000 });
  const allListedMs = Math.round(performance.now() - opened); // of a server that has read nothing yet
  const [paintMs, firstRowsMs]: [number[], number[]] = [[], []];
  for (let again = 0; again < times; again++) {
    await page.goto("about:blank");
    const from = performance.now();
    await page.goto(url);
    await page.locator("a.row").first().waitFor();
    firstRowsMs.push(Math.round(performance.now() - from));
    paintMs.push(Math.round(await page.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0].startTime'))); // prettier-ignore
    await listed.waitFor();
  }
  const filterMs: Record<string, readonly number[]> = {};
  for (const query of filters) {
    const all: number[] = [];
    for (let again = 0; again < times; again++) {
      all.push(await page.evaluate<number>(`(async () => { const t = performance.now(); await (await fetch("api/rows?count=100&${query}")).json(); return performance.now() - t; })()`)); // prettier-ignore
    }
    filterMs[query === "" ? "none" : query] = all.map(Math.round);
  }
  const memory = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1] ?? "";
  await browser.close();
  server.kill("SIGINT");
  const best = {
    firstPaintMs: Math.min(...paintMs),
    firstRowsMs: Math.min(...firstRowsMs),
    slowestFilterMs: Math.max(...Object.values(filterMs).map((all) => Math.min(...all))),
    serverMemoryMiB: Math.round(Number(memory) / 1024), // at its highest
  };
  console.log(JSON.stringify({ rollouts: iterations * each, best, allListedMs, paintMs, firstRowsMs, filterMs }));
}
