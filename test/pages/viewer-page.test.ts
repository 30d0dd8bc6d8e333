import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportView, view, type ServedView } from "../../src/cli/index.ts";
import type { RunDirectory } from "../../src/store/index.ts";
import { findChromium, openBrowser } from "./chromium.ts";
import { hostileRun, hostileTexts, storedRun } from "./stored-run.ts";
import { openWatched, type PageLook, type WatchedPage } from "./watched-page.ts";

const executable = findChromium();
if (executable === undefined) {
  console.warn("The viewer's page checks are skipped: no Chromium found; install it or set RISE_CHROMIUM.");
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

describe.skipIf(executable === undefined)("rise view", () => {
  const folder = mkdtempSync(join(tmpdir(), "rise-viewer-"));
  const [dir, hostileDir] = [join(folder, "run"), join(folder, "hostile")];
  let browser: Browser;
  let served: ServedView;
  let hostile: RunDirectory;
  let servedHostile: ServedView;

  beforeAll(async () => {
    await storedRun(dir);
    hostile = await hostileRun(hostileDir);
    served = await view({ dir });
    servedHostile = await view({ dir: hostileDir });
    browser = await openBrowser(executable ?? "");
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await Promise.all([served.close(), servedHostile.close()]);
    hostile.close();
    rmSync(folder, { recursive: true });
  });

  const open = (address: string, look?: PageLook): Promise<WatchedPage> => openWatched(browser, address, look);

  const rows = (page: Page): ReturnType<Page["locator"]> => page.locator("a.row");
  const found = async (page: Page): Promise<number> =>
    Number(/^[\d,]+/.exec((await page.locator(".found").textContent()) ?? "")?.[0].replaceAll(",", "") ?? NaN);

  async function seriousFaults(page: Page): Promise<readonly string[]> {
    await page.evaluate(axe);
    return page.evaluate<string[]>(
      `axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).slice(0, 3).join(" ")))`,
    );
  }

  test("a filter lists what it says, as many as its value told", async () => {
    const { page, complaints } = await open(served.url);
    const chip = page.locator('[data-filter="flow=wrong-right"]');
    const told = Number((await chip.locator(".number").textContent())?.replaceAll(",", ""));
    await chip.click();
    await page.locator(".found", { hasText: " of " }).waitFor();
    expect(await found(page)).toBe(told);
    for (const marks of await rows(page).locator(".marks").all()) {
      expect(await marks.getAttribute("aria-label")).toMatch(/(wrong|no answer)( \(improver\))?, right/);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("keys walk the list, show changes and prompt, and lead to the tree; the address leads back after a reload", async () => {
    const { page, complaints } = await open(`${served.url}#/?kind=training&flow=wrong-right`);
    await rows(page).first().waitFor();
    await page.keyboard.press("j");
    await page.locator(".turn-card").first().waitFor();
    expect(await page.locator(".turn-card").last().locator("h3").textContent()).toContain(
      "improved by best of its own",
    );
    expect(await page.locator(".why").textContent()).toContain("the first of the highest reward");
    expect(await page.locator(".turn-card .facts").first().textContent()).toMatch(/weight [\d.]+ in iteration 1/);
    expect(await page.locator(".diff .step.changed, .diff .step.added").count()).toBeGreaterThan(0);
    await page.keyboard.press("p");
    await page.locator(".prompt .message").first().waitFor();
    const address = page.url();
    await page.reload();
    await page.locator(".prompt .message").first().waitFor();
    expect(page.url()).toBe(address);
    await page.keyboard.press("t");
    await page.locator("table.tree").first().waitFor();
    expect(await page.locator(".twig.improver .why").count()).toBeGreaterThan(0);
    expect(await page.locator("table.tree tbody tr").count()).toBeGreaterThanOrEqual(2); // samples down
    await page.keyboard.press("Escape");
    await page.locator(".welcome").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("the same problem and seed before and after training stand side by side", async () => {
    const { page } = await open(`${served.url}#/?stage=evaluate%2Fbase`);
    await rows(page).first().click();
    await page.locator(".others a").first().click();
    await page.locator(".side-title").nth(1).waitFor();
    expect(await page.locator(".side-title").allTextContents()).toEqual(["base", "iteration-1"]);
    await page.close();
  });

  test.each([
    [400, "light"],
    [400, "dark"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("at %i px, %s: quiet, no sideways scrolling, nothing that hinders readers", async (width, scheme) => {
    const { page, complaints } = await open(`${served.url}#/`, { width, colorScheme: scheme });
    await rows(page).first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await rows(page).first().click();
    await page.locator(".turn-card").first().waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("hostile text is text: nothing runs, nothing is asked for, what hides is named, a million letters are shown in parts", async () => {
    const { page, complaints } = await open(`${servedHostile.url}#/rollout/1/script/0`);
    await page.locator(".turn-card").waitFor();
    expect(await page.locator(".turn-card .attempt").textContent()).toContain(hostileTexts.script);
    await page.goto(`${servedHostile.url}#/rollout/1/turned/0?turn=0&part=tokens`);
    await page.locator(".token-text .token").first().waitFor();
    expect(await page.locator(".hidden-character").allTextContents()).toContain("U+202E");
    await page.goto(`${servedHostile.url}#/rollout/1/controls/0`);
    await page.getByText("U+001B").first().waitFor();
    await page.goto(`${servedHostile.url}#/rollout/1/formula/0`);
    await page.locator("math mfrac").first().waitFor();
    expect(await page.locator("a[href^='javascript']").count()).toBe(0);
    await page.goto(`${servedHostile.url}#/rollout/1/long/0`);
    await page.getByText("992,003 more characters").waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("a run under way is followed: what it records comes into the list by itself", async () => {
    const { page } = await open(servedHostile.url);
    await rows(page).first().waitFor();
    const before = await found(page);
    const attempt = { text: "live", stop: "endOfTurn", usage: { generatedTokens: 1, readTokens: 1 } } as const;
    await hostile.attempts.put("2/new/0/0", [attempt]);
    await page.locator(".found", { hasText: `${before + 1} rollouts` }).waitFor();
    expect(await page.locator(".live").textContent()).toContain("not finished");
    await page.close();
  });

  test("other names than this machine's are turned away, and nothing is written", async () => {
    const { port } = new URL(served.url);
    const { request } = await import("node:http");
    const status = (host: string, method = "GET", path = "/api/run"): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const asking = request({ port, host: "127.0.0.1", path, method, headers: { host } }, (response) =>
          resolve(response.resume().statusCode),
        );
        asking.on("error", reject).end();
      });
    expect(await status(`evil.example:${port}`)).toBe(403);
    expect(await status(`localhost:${port}`)).toBe(200);
    expect(await status(`127.0.0.1:${port}`, "POST")).toBe(405);
    expect(await status(`127.0.0.1:${port}`, "GET", "//")).toBe(404);
    expect(await status(`127.0.0.1:${port}`, "HEAD", "/api/events")).toBe(200); // and ends
    await expect(view({ dir, port: Number(port) })).rejects.toThrow(`cannot listen on port ${port}`);
    await expect(view({ dir, port: 70_000 })).rejects.toThrow("--port must be at most 65535, got 70000");
  });

  test("an exported page shows the same from one file, and says what it has no room for", async () => {
    const file = join(folder, "rollouts.html");
    const all = await exportView({ dir, file });
    expect(all.whole).toBe(all.rollouts);
    const { page, complaints } = await open(`${pathToFileURL(file).href}#/?kind=training&flow=wrong-right`);
    await rows(page).first().click();
    await page.locator(".turn-card").first().waitFor();
    await page.keyboard.press("t");
    await page.locator("table.tree").first().waitFor();
    expect(complaints).toEqual([]);
    const few = await exportView({ dir: hostileDir, file, megabytes: 0.001 });
    expect(few.whole).toBe(0);
    await page.goto(`${pathToFileURL(file).href}#/`);
    await page.reload();
    await page.getByText("holds the turns of 0 of").waitFor();
    await page.close();
  });
});
