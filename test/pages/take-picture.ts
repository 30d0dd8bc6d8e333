/**
 * Takes the pictures of a run's report and of its rollouts, light and dark: `npm run docs:picture -- runs/quickstart`.
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { view } from "../../src/cli/index.ts";
import { findChromium, openBrowser } from "./chromium.ts";

const report = resolve(process.argv[2] ?? "runs/quickstart", "report.html");
const executable = findChromium();
if (!existsSync(report)) throw new Error(`${report} does not exist; run rise report on the run's folder first`);
if (executable === undefined) throw new Error("no Chromium found; install it or set RISE_CHROMIUM");

const browser = await openBrowser(executable);
const rollouts = await view({ dir: process.argv[2] ?? "runs/quickstart" });
for (const colorScheme of ["light", "dark"] as const) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 1430 }, colorScheme });
  await page.goto(pathToFileURL(report).href);
  const file = join(import.meta.dirname, "../../docs", colorScheme === "light" ? "report.png" : "report-dark.png");
  await page.screenshot({ path: file });
  await page.setViewportSize({ width: 1280, height: 860 });
  await page.goto(`${rollouts.url}#/?kind=evaluation&flow=wrong-right`);
  await page.locator("a.row").nth(1).click();
  await page.locator(".turn-card").nth(1).waitFor();
  await page.screenshot({ path: file.replace("report", "rollouts") });
}
await browser.close();
await rollouts.close();
