import type { Browser, Page } from "playwright-core";

/** A page, and what it did that a page of ours should not: speak on the console, open dialogues, ask elsewhere. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** How a page is looked at; default: 1280 pixels wide, light. */
export interface PageLook {
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
}

/** Opens an address, a file's or a local server's, and watches the page. */
export async function openWatched(
  browser: Browser,
  address: string,
  { width = 1280, colorScheme = "light" }: PageLook = {},
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const complaints: string[] = [];
  const own = address.startsWith("file:") ? (address.split("#")[0] ?? "") : new URL(address).origin;
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => complaints.push(`dialogue: ${dialog.message()}`));
  page.on("request", (request) => {
    const isOwn = request.url().startsWith(own) || request.url().startsWith("data:");
    if (!isOwn) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints };
}
