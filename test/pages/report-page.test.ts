import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderReport } from "../../src/report/index.ts";
import { findChromium, openBrowser } from "./chromium.ts";
import { toyRun } from "./toy-run.ts";
import { openWatched, type WatchedPage } from "./watched-page.ts";

const executable = findChromium();
const run = await toyRun();
const models = run.evaluations.length;
const charts = 2 + models + 4 + 1; // ways of answering, turns, votes of each model, flows, loss

if (executable === undefined) {
  console.warn("The report's page checks are skipped: no Chromium found; install it or set RISE_CHROMIUM.");
}

describe.skipIf(executable === undefined)("report.html", () => {
  const folder = mkdtempSync(join(tmpdir(), "rise-pages-"));
  const address = pathToFileURL(join(folder, "report.html")).href;
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(join(folder, "report.html"), await renderReport(run));
    browser = await openBrowser(executable ?? "");
  });

  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  const open = (width: number, colorScheme: "light" | "dark"): Promise<WatchedPage> =>
    openWatched(browser, address, { width, colorScheme });

  test.each([
    [400, "light"],
    [400, "dark"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("at %i px, %s: quiet, loads nothing, no sideways scrolling, all charts drawn", async (width, scheme) => {
    const { page, complaints } = await open(width, scheme);
    expect(complaints).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    const sizes = await Promise.all((await page.locator(".chart svg").all()).map((chart) => chart.boundingBox()));
    expect(sizes).toHaveLength(charts);
    for (const size of sizes) expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThan(200);
    await page.close();
  });

  test("letters in a chart are at least 10 px high on a telephone", async () => {
    const { page } = await open(400, "light");
    const scale = await page.evaluate<number>(
      `(() => { const svg = document.querySelector(".chart svg"); return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width; })()`,
    );
    expect(12 * scale).toBeGreaterThanOrEqual(10);
    await page.close();
  });

  test("it reads without scripts", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(address);
    expect(await page.locator("h1").isVisible()).toBe(true);
    expect(await page.locator("table").first().isVisible()).toBe(true);
    await context.close();
  });
});
