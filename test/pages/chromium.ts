import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The Chromium to look at pages with: $RISE_CHROMIUM, Playwright's own, or the system's; undefined where there is none. */
export function findChromium(): string | undefined {
  const places = [process.env["RISE_CHROMIUM"], chromium.executablePath(), ...usualPlaces];
  return places.find((place) => place !== undefined && existsSync(place));
}

/** A headless browser. Its sandbox needs a user other than root and namespaces; the pages it opens are our own. */
export async function openBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, args: ["--no-sandbox"] });
}
