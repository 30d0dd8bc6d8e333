import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ConfigError, DamageError } from "../mdp/index.ts";
import type { FrontEnd } from "./front-end.ts";
import { pageShell } from "./page-shell.ts";
import { recordStamp } from "./record-stamp.ts";
import type { Source, TextPlace } from "./shared/answers.ts";
import type { Viewer } from "./viewer.ts";

/** A viewer that answers on a local address. */
export interface ServedView {
  /** Such as "http://127.0.0.1:40123/". */
  readonly url: string;
  close(): Promise<void>;
}

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'";

const headers = {
  "cache-control": "no-store",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

const mostPort = 65_535;
const lookEveryMs = 1000;
/** Share of the time that following a run may take. */
const share = 0.05;
/** The first reading of a long record takes long, what comes after it does not. */
const longestPauseMs = 10_000;

/**
 * Serves a viewer on this machine alone. A page elsewhere whose name was made to lead here shows that name, and is turned away.
 *
 * @param port 0: any that is free
 * @throws ConfigError if the port cannot be had
 */
export async function serveView(viewer: Viewer, dir: string, frontEnd: FrontEnd, port: number): Promise<ServedView> {
  if (port > mostPort)
    throw new ConfigError(`--port must be at most ${mostPort}, got ${port}; leave it out for a free one`);
  const follower = createFollower(viewer, dir);
  const server = createServer((request, response) => {
    void answer(request, response, { viewer, frontEnd, follower }).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : String(error);
      if (!response.headersSent) send(response, 500, "text/plain; charset=utf-8", text); // to this machine's own user
      else response.end();
    });
  });
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (cause) {
    follower.close();
    viewer.close();
    throw new ConfigError(
      `cannot listen on port ${port} of this machine; give another --port, or none for a free one`,
      {
        cause,
      },
    );
  }
  follower.look();
  const { port: bound } = server.address() as AddressInfo; // a port, no socket's path
  return {
    url: `http://127.0.0.1:${bound}/`,
    async close() {
      follower.close();
      server.closeAllConnections();
      const closed = once(server, "close");
      server.close();
      await closed;
      viewer.close();
    },
  };
}

interface Served {
  readonly viewer: Viewer;
  readonly frontEnd: FrontEnd;
  readonly follower: Follower;
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  if (!isOwnHost(request.headers.host)) {
    return send(response, 403, "text/plain", "This server is reached by 127.0.0.1 or localhost alone.");
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return send(response, 405, "text/plain", "This server is only read.");
  }
  const address = `http://127.0.0.1${request.url ?? "/"}`; // joined as text: a path of slashes is no other host
  if (!URL.canParse(address)) return send(response, 400, "text/plain", "This is no address.");
  const { pathname, searchParams } = new URL(address);
  const { viewer, frontEnd, follower } = served;
  const file = frontEnd.files.get(pathname.slice(1));
  if (pathname === "/") return send(response, 200, "text/html; charset=utf-8", livePage(frontEnd));
  if (file !== undefined) {
    return send(response, 200, pathname.endsWith(".css") ? "text/css" : "text/javascript", file);
  }
  if (pathname === "/api/events") {
    return request.method === "HEAD" ? send(response, 200, "text/event-stream", "") : follower.follow(response);
  }
  const question = questions[pathname];
  if (question === undefined) return send(response, 404, "text/plain", "There is nothing here.");
  follower.look(); // whoever asks sees the run as it is
  const told = await question(viewer, searchParams);
  return told === undefined
    ? send(response, 404, "text/plain", "The run has no such rollout (yet).")
    : send(response, 200, "application/json; charset=utf-8", JSON.stringify(told));
}

/** By name or address, with any port: this machine's own, whatever is forwarded to it. */
function isOwnHost(host: string | undefined): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host ?? "");
}

const questions: Readonly<Record<string, (viewer: Source, query: URLSearchParams) => Promise<unknown>>> = {
  "/api/run": (viewer) => viewer.run(),
  "/api/rows": (viewer, query) =>
    viewer.rows(query, wholeNumber(query.get("from"), 0), wholeNumber(query.get("count"), 100)),
  "/api/rollout": (viewer, query) => viewer.rollout(query.get("id") ?? ""),
  "/api/problem": (viewer, query) => viewer.problem(query.get("id") ?? ""),
  "/api/tokens": (viewer, query) => viewer.tokens(query.get("id") ?? "", wholeNumber(query.get("turn"), 0)),
  "/api/text": (viewer, query) =>
    viewer.text(query.get("id") ?? "", {
      turn: wholeNumber(query.get("turn"), 0),
      part: (query.get("part") ?? "text") as TextPlace["part"], // one that is none has no text
    }),
};

function wholeNumber(text: string | null, otherwise: number): number {
  const value = Number(text ?? otherwise);
  return Number.isInteger(value) && value >= 0 ? value : otherwise;
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, { ...headers, "content-type": type, "content-security-policy": policy });
  response.end(body);
}

function livePage({ files }: FrontEnd): string {
  if (!files.has("viewer.js")) throw new Error("the page's script is missing");
  return pageShell({
    title: "A run of rise",
    policy,
    head: '<link rel="stylesheet" href="viewer.css">',
    body: '<script src="viewer.js"></script>',
  });
}

interface Follower {
  /** Looks whether the run's files have changed, unless it does so already. */
  look(): void;
  /** Tells a page of every change until it goes. */
  follow(response: ServerResponse): void;
  close(): void;
}

/** Looks at a run's files while a page is open, and reads what has come. Nobody looks: nothing is read. */
function createFollower(viewer: Viewer, dir: string): Follower {
  const pages = new Set<ServerResponse>();
  let [seen, told, isReading] = ["", -1, false];
  let notBefore = 0;
  let toldAt = -Infinity;
  const tell = (): void => {
    const now = performance.now();
    // The first rows are told at once; the rest of a long record comes a few times, for each makes the pages' lists again.
    if (viewer.version === told || (isReading && told > 0 && now - toldAt < 2000)) return;
    [told, toldAt] = [viewer.version, now];
    for (const page of pages) page.write(`data: ${told}\n\n`);
  };
  const read = async (): Promise<void> => {
    const started = performance.now();
    const telling = setInterval(tell, 100);
    try {
      await viewer.refresh();
    } finally {
      clearInterval(telling);
      const took = performance.now() - started;
      notBefore = performance.now() + Math.min(took / share, longestPauseMs);
      isReading = false;
      tell();
    }
  };
  const look = (): void => {
    if (isReading || performance.now() < notBefore) return;
    const now = recordStamp(dir, Date.now());
    if (now === seen) return;
    [seen, isReading] = [now, true];
    read().catch((error: unknown) => {
      if (!(error instanceof DamageError)) seen = ""; // such as of a disk that is gone for a moment: looked at again
    });
  };
  const timer = setInterval(() => pages.size > 0 && look(), lookEveryMs);
  return {
    look,
    follow(response) {
      response.writeHead(200, { ...headers, "content-type": "text/event-stream", "content-security-policy": policy });
      response.write(`data: ${viewer.version}\n\n`);
      pages.add(response);
      response.on("close", () => pages.delete(response));
    },
    close() {
      clearInterval(timer);
      for (const page of pages) page.end();
    },
  };
}
