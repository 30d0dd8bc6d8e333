import { Hono } from "hono";
import { mainScript, playgroundScripts } from "./files.ts";
import { pagePolicy, playgroundPage } from "./page.ts";
import { playgroundStyle } from "./style.ts";

/** The playground's page, style and scripts. They hold nothing but the served model's name. */
export function playground(model: string): Hono {
  const page = playgroundPage(model, mainScript);
  const scripts = playgroundScripts();
  const headers = { "cache-control": "no-cache", "referrer-policy": "no-referrer" };
  const routes = new Hono();
  routes.get("/", (c) => c.html(page, 200, { ...headers, "content-security-policy": pagePolicy }));
  routes.get("/playground/style.css", (c) =>
    c.body(playgroundStyle, 200, { ...headers, "content-type": "text/css; charset=utf-8" }),
  );
  for (const [name, text] of scripts) {
    routes.get(`/playground/${name}`, (c) =>
      c.body(text, 200, { ...headers, "content-type": "text/javascript; charset=utf-8" }),
    );
  }
  return routes;
}
