import type { Browser, Route } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scriptedPolicy } from "../../src/mdp/testing/index.ts";
import { defaultServing, startServer, type RunningServer } from "../../src/serve/index.ts";
import { servedOf } from "../../src/serve/testing/index.ts";
import { openFrontEnd } from "../../src/view/index.ts";
import { findChromium, openBrowser } from "../pages/chromium.ts";
import { openWatched, type WatchedPage } from "../pages/watched-page.ts";

const executable = findChromium();
const hostile = '<img src=x onerror="document.title=1"></pre><script>document.title=2</script>\u202e54';
const said = [`16 is not 19. ${hostile} #### 7`, `16 is 19. ${hostile} #### 5`, "#### 5", "I give up", "#### 9"];
/** Its t-th turn says the t-th text. */
const policy = scriptedPolicy(({ messages }) => said[(messages.length - 1) / 2] ?? "");

describe.skipIf(executable === undefined)("the playground", () => {
  let browser: Browser;
  let server: RunningServer;
  beforeAll(async () => {
    const { files: playground } = await openFrontEnd();
    const settings = { ...defaultServing, playground, hosts: [], origins: [], places: 4, host: "127.0.0.1", port: 0 };
    server = await startServer(servedOf(policy), settings);
    browser = await openBrowser(executable ?? "");
  });
  afterAll(async () => {
    await browser.close();
    await server.stop(0);
  });

  const open = (width: number, colorScheme: "light" | "dark"): Promise<WatchedPage> =>
    openWatched(browser, server.url, { width, colorScheme });

  test.each([
    [400, "light"],
    [1280, "dark"],
  ] as const)(
    "at %i px, %s: asked by keys alone it shows turns, changes, votes and the comparison, as text",
    async (width, scheme) => {
      const { page, complaints } = await open(width, scheme);
      await page.locator("#strategies input[value=rise-k5-vote]").waitFor();
      await page.keyboard.type("What is 2 + 3?"); // the question has the focus
      await page.keyboard.press("Control+Enter");
      await page.locator("#comparison table").waitFor();
      const vote = page.locator(".strategy").nth(1);
      expect(await vote.locator(".turn-card").count()).toBe(5);
      expect(await vote.locator(".turn-card.focused h3").textContent()).toBe("Turn 2 \u2713 the answer");
      expect(await vote.locator(".turn-card.focused .answer").textContent()).toBe("5");
      expect(await vote.locator(".turn-card").nth(1).locator("del").first().textContent()).toBe("not ");
      expect(await vote.locator(".turn-card").nth(1).locator(".diff").textContent()).toContain('<img src=x onerror="');
      expect(await vote.locator(".votes tr").allTextContents()).toEqual([
        "71 of 5turn 1",
        "5 \u27132 of 5turns 2, 3",
        "91 of 5turn 5",
      ]);
      expect(await page.locator("img, main script").count()).toBe(0);
      expect(await page.locator("main").textContent()).not.toMatch(/\p{Bidi_Control}/u);
      expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(await page.title()).toBe("counting: playground");
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  test("a failure is told in the server's words", async () => {
    const { page } = await open(800, "light");
    await page.locator("#other").fill("rise-k99-vote");
    await page.locator("#question").fill("x");
    await page.keyboard.press("Control+Enter");
    await page.locator(".failure").waitFor();
    expect(await page.locator(".failure").textContent()).toContain("is not served here");
    await page.close();
  });

  test("what never comes is told: a server that is not there, an answer without its end", async () => {
    const { page } = await open(800, "light");
    const failureWhere = async (answer: (route: Route) => Promise<void>): Promise<string | null> => {
      await page.unrouteAll();
      await page.route("**/v1/chat/completions", answer);
      await page.locator("#question").fill("x");
      await page.keyboard.press("Control+Enter");
      await page.locator("section[aria-busy=false] .failure").first().waitFor();
      return page.locator(".failure").first().textContent();
    };
    expect(await failureWhere((route) => route.abort())).toContain("cannot be reached");
    const begun = `data: ${JSON.stringify({ choices: [{ delta: { content: "4" } }] })}\n\n`;
    const half = { status: 200, contentType: "text/event-stream", body: begun };
    expect(await failureWhere((route) => route.fulfill(half))).toContain("broke off");
    expect(await page.locator(".turn-card").first().textContent()).toContain("broken off");
    await page.close();
  });

  test("what is missing is told in place of asking; what is left blank is the server's to choose", async () => {
    const { page } = await open(800, "light");
    const asked: unknown[] = [];
    page.on("request", (request) => void (request.method() === "POST" && asked.push(request.postDataJSON())));
    await page.locator("#strategies input[value=rise-k5-vote]").waitFor();
    const lackAfter = async (question: string): Promise<string | null> => {
      await page.locator("#question").fill(question);
      await page.keyboard.press("Control+Enter");
      return page.locator(".lack").textContent();
    };
    expect(await lackAfter("  \n ")).toBe("Write a question.");
    for (const name of ["plain", "rise-k5-vote"]) await page.locator(`#strategies input[value=${name}]`).uncheck();
    expect(await lackAfter("x")).toBe("Choose a strategy.");
    expect(asked).toEqual([]);
    for (const name of ["temperature", "seed"]) await page.locator(`input[name=${name}]`).fill("");
    await page.locator("#strategies input[value=plain]").check();
    await page.locator("#question").press("Control+Enter");
    await page.locator(".turn-card .answer").first().waitFor();
    expect(asked).toEqual([{ model: "plain", messages: [{ role: "user", content: "x" }], stream: true }]);
    expect(await page.locator(".lack").count()).toBe(0);
    await page.close();
  });
});
