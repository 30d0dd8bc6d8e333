import { expect, test } from "vitest";
import { appOf, countingPolicy, servedOf } from "../testing/index.ts";

const files = new Map(
  ["playground.js", "playground.css", "secret.js"].map((name) => [name, new TextEncoder().encode(`/* ${name} */`)]),
);
const get = (app: ReturnType<typeof appOf>, path: string) =>
  app.fetch(new Request(`http://localhost:8000${path}`, { headers: { host: "localhost:8000" } }));

test("the page bears the model's name as text, and its two files come with it, no others", async () => {
  const app = appOf(servedOf(countingPolicy(), { name: `"><script>alert(1)</script>` }), { playground: files });
  const page = await get(app, "/");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const html = await page.text();
  expect(html).toContain("&lt;script&gt;");
  expect(html).not.toContain("<script>alert");
  expect(await (await get(app, "/playground/playground.js")).text()).toBe("/* playground.js */");
  expect((await get(app, "/playground/secret.js")).status).toBe(404);
});

test("without its files there is no page, and the API is as ever", async () => {
  const app = appOf(servedOf(countingPolicy()));
  expect((await get(app, "/")).status).toBe(404);
  expect((await get(app, "/v1/models")).status).toBe(200);
});
