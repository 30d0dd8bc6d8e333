import { Hono } from "hono";
import { pagePolicy, playgroundPage } from "./page.ts";

/** The playground's own files: playground.js and playground.css, as they were built. */
export type PlaygroundFiles = ReadonlyMap<string, Uint8Array>;

const types = { "playground.js": "text/javascript", "playground.css": "text/css" } as const;

/** The playground's page, style and script. They hold nothing but the served model's name. */
export function playground(model: string, files: PlaygroundFiles): Hono {
  const page = playgroundPage(model);
  const headers = { "cache-control": "no-cache", "referrer-policy": "no-referrer" };
  const routes = new Hono();
  routes.get("/", (c) => c.html(page, 200, { ...headers, "content-security-policy": pagePolicy }));
  for (const [name, type] of Object.entries(types)) {
    const text = new TextDecoder().decode(files.get(name));
    routes.get(`/playground/${name}`, (c) =>
      c.body(text, 200, { ...headers, "content-type": `${type}; charset=utf-8` }),
    );
  }
  return routes;
}
