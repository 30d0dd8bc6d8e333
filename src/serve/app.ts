import { isUtf8 } from "node:buffer";
import type { HttpBindings } from "@hono/node-server";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { DeepJson, parseShallow } from "../http/index.ts";
import { answer, asApiError, fingerprintOf, type Answering } from "./answering.ts";
import { playground } from "./playground/routes.ts";
import { bearsToken, isOwnHost, isOwnOrigin } from "./guard/index.ts";
import { ClientLeft, clientLeftStatus, lifetimes } from "./lifetime.ts";
import { createCounters, createGate } from "./load/index.ts";
import { ApiError, isModel, modelsOf, readChat, readCompletion, type Asked } from "./openai/index.ts";
import type { ServedModel, ServeSettings } from "./served.ts";

/** The server's parts besides its routes. */
export interface ServeApp {
  readonly fetch: (request: Request, env?: HttpBindings) => Response | Promise<Response>;
  /** Ends all answers under way, such as when the server must go. */
  abort(reason: Error): void;
  /** From here on nothing new is taken. */
  drain(): void;
  /** Samples under way, and requests that wait. */
  readonly busy: number;
}

interface Env {
  readonly Bindings: Partial<HttpBindings>;
  readonly Variables: { onEnd: (status: number) => void };
}
type Ctx = Context<Env>;

/** The server's routes over a model. It opens no port: what is asked of it may come from anywhere. */
export function createApp(served: ServedModel, settings: ServeSettings): ServeApp {
  const gate = createGate({ places: settings.places, waiting: settings.waiting, nowMs: () => performance.now() });
  const counters = createCounters();
  const lives = lifetimes(settings.timeoutMs);
  let isDraining = false;
  const report = (error: unknown): void => settings.onFailure?.(`an answer failed: ${told(error)}`);
  const answering: Answering = { served, gate, counters, fingerprint: fingerprintOf(served.policy.digest), report };
  const app = new Hono<Env>();
  app.use(observed(settings, counters));
  app.use(guarded(settings));
  app.onError((error, c) => failure(c, error, report));
  app.notFound((c) =>
    failure(c, new ApiError(404, "there is nothing here; see /v1/models", { code: "not_found" }), report),
  );
  if (settings.playground !== undefined) app.route("/", playground(served.name, settings.playground));
  app.get("/health", (c) => c.json({ status: isDraining ? "stopping" : "ok" }, isDraining ? 503 : 200));
  app.get("/metrics", (c) =>
    c.text(
      counters.text({
        rise_samples_running: gate.running,
        rise_requests_waiting: gate.waiting,
        ...processFigures(),
      }),
      200,
      { "content-type": "text/plain; version=0.0.4; charset=utf-8" },
    ),
  );
  const created = Math.floor(Date.now() / 1000);
  const model = (id: string): object => ({ id, object: "model", created, owned_by: "rise" });
  app.get("/v1/models", (c) => c.json({ object: "list", data: modelsOf(served).map(model) }));
  app.get("/v1/models/:id", (c) => {
    const id = c.req.param("id");
    if (isModel(served, id)) return c.json(model(id));
    throw new ApiError(404, "this model is not served here; see /v1/models", {
      param: "model",
      code: "model_not_found",
    });
  });
  const asking = (read: (body: unknown) => Asked) => async (c: Ctx) => {
    if (isDraining) throw new ApiError(503, "the server is stopping", { code: "stopping", retryAfterSeconds: 5 });
    const asked = read(await jsonBody(c.req.raw, settings.maxBodyBytes));
    const { signal, end } = lives.begin(c.req.raw.signal);
    c.set("onEnd", after(end, c.get("onEnd")));
    const client = c.env?.incoming?.socket.remoteAddress ?? "";
    return answer(answering, asked, { client, signal, arrivedMs: performance.now(), onStreamEnd: c.get("onEnd") });
  };
  app.post("/v1/chat/completions", asking(readChat));
  app.post("/v1/completions", asking(readCompletion));
  refuseOtherMethods(app);
  return {
    fetch: (request, env) => app.fetch(request, env ?? {}),
    abort: (reason) => lives.abort(reason),
    drain: () => void (isDraining = true),
    get busy() {
      return gate.running + gate.waiting;
    },
  };
}

/** A path that is known by other methods says which, in place of not being there. */
function refuseOtherMethods(app: Hono<Env>): void {
  const known = Map.groupBy(
    app.routes.filter(({ method }) => method !== "ALL"),
    ({ path }) => path,
  );
  for (const [path, routes] of known) {
    const allow = routes.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    app.all(path, (c) => {
      const wanted = allow.join(", ");
      throw new ApiError(405, `${path} is asked by ${wanted}, got ${c.req.method}`, {
        code: "method_not_allowed",
        allow,
      });
    });
  }
}

const after =
  (first: () => void, then: (status: number) => void) =>
  (status: number): void => {
    first();
    then(status);
  };

/** What the process itself takes, of all threads, the engine's too. */
function processFigures(): Readonly<Record<string, number>> {
  const { user, system } = process.cpuUsage();
  return {
    process_cpu_seconds_total: (user + system) / 1e6,
    process_resident_memory_bytes: process.memoryUsage.rss(),
    process_start_time_seconds: Math.round(Date.now() / 1000 - process.uptime()),
  };
}

const told = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

/** Counts each request, and logs it without its contents. */
function observed({ log }: ServeSettings, counters: ReturnType<typeof createCounters>): MiddlewareHandler<Env> {
  return async (c, next) => {
    const startedMs = performance.now();
    const onEnd = (status: number): void => {
      const seconds = (performance.now() - startedMs) / 1000;
      const route = c.req.routePath === "/*" || c.req.routePath === "*" ? "other" : c.req.routePath;
      const method = methods.has(c.req.method) ? c.req.method : "other";
      counters.add("rise_requests_total", { method, route, status });
      counters.observe("rise_request_seconds", seconds);
      if (status === clientLeftStatus) counters.add("rise_abandoned_total", {});
      log?.(`${method} ${route} ${status} ${seconds.toFixed(3)} s`);
    };
    c.set("onEnd", onEnd);
    await next();
    const isStream = c.res.headers.get("content-type")?.startsWith("text/event-stream") === true;
    if (!isStream) c.get("onEnd")(c.res.status); // a stream goes on
  };
}

const methods = new Set(["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]);

/** The paths that hold nothing of anybody. */
const isOpen = (path: string): boolean => path === "/health" || path === "/" || path.startsWith("/playground/");

/** Turns away who is not meant: other hosts' names, other pages, who bears no token. */
function guarded({ token, hosts, origins }: ServeSettings): MiddlewareHandler<Env> {
  return async (c, next) => {
    const [host, origin] = [c.req.header("host"), c.req.header("origin")];
    const isAnyHost = token !== undefined && hosts.length === 0;
    if (!isAnyHost && !isOwnHost(host, hosts))
      throw new ApiError(403, "the server does not go by this name; --allow-host NAME allows it", {
        code: "unknown_host",
      });
    if (!isOwnOrigin(origin, host, origins))
      throw new ApiError(403, "pages of this origin may not ask; --allow-origin ORIGIN allows it", {
        code: "unknown_origin",
      });
    if (origin !== undefined && origins.includes(origin)) {
      c.header("access-control-allow-origin", origin);
      c.header("vary", "origin");
      if (c.req.method === "OPTIONS") {
        c.header("access-control-allow-headers", "authorization, content-type");
        c.header("access-control-allow-methods", "GET, POST");
        return c.body(null, 204);
      }
    }
    if (token !== undefined && !isOpen(c.req.path) && !bearsToken(c.req.header("authorization"), token))
      throw new ApiError(401, "a token is needed: Authorization: Bearer TOKEN", { code: "invalid_api_key" });
    await next();
    c.header("x-content-type-options", "nosniff");
    return undefined;
  };
}

/**
 * The JSON of a request's body.
 *
 * @throws ApiError 413, 415 or 400
 */
async function jsonBody(request: Request, maxBytes: number): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json *(?:;|$)/i.test(type))
    throw new ApiError(415, "content-type must be application/json", { code: "unsupported_media_type" });
  const bytes = await bytesOf(request, maxBytes);
  if (!isUtf8(bytes)) throw new ApiError(400, "the body is not UTF-8", { code: "invalid_json" });
  try {
    return parseShallow(bytes);
  } catch (error) {
    const why = error instanceof DeepJson ? "nested too deep" : "no JSON";
    throw new ApiError(400, `the body is ${why}`, { code: "invalid_json", cause: error });
  }
}

/** A body's bytes. Where the request says how many they are, HTTP sees to it, and they are read in one piece. */
async function bytesOf(request: Request, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): ApiError =>
    new ApiError(413, `the body must have at most ${maxBytes} bytes`, { code: "body_too_large" });
  const said = request.headers.get("content-length");
  if (Number(said ?? 0) > maxBytes) throw tooLarge();
  if (said !== null) return Buffer.from(await request.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The answer to a failure. A client that left gets none, and is not logged as one. */
function failure(c: Ctx, error: unknown, report: (error: unknown) => void): Response {
  if (error instanceof ClientLeft || c.req.raw.signal.aborted) return new Response(null, { status: clientLeftStatus });
  const api = asApiError(error);
  if (api.status >= 500 && api.cause !== undefined) report(api.cause);
  if (api.retryAfterSeconds !== undefined) c.header("retry-after", String(api.retryAfterSeconds));
  if (api.allow !== undefined) c.header("allow", api.allow.join(", "));
  return c.json(api.body, api.status);
}
