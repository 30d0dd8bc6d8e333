import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { ConfigError } from "../mdp/index.ts";
import { createApp } from "./app.ts";
import { isLoopback } from "./guard/index.ts";
import { longestTimerMs } from "./lifetime.ts";
import { ApiError } from "./openai/index.ts";
import type { ServedModel, ServeSettings } from "./served.ts";

/** Where to listen. */
export interface ListenOptions extends ServeSettings {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Takes nothing new, waits for the answers under way, so long at most, and ends. */
  stop(drainMs: number): Promise<void>;
}

const largestPort = 65_535;

/**
 * Refuses an address that cannot be listened at, or is open to others without a token.
 *
 * @throws ConfigError
 */
export function checkAddress({ host, port, token }: Pick<ListenOptions, "host" | "port" | "token">): void {
  if (port > largestPort) throw new ConfigError(`--port must be at most ${largestPort}, got ${port}; try 8000`);
  if (isLoopback(host) || token !== undefined) return;
  throw new ConfigError(
    `--host ${host} is open to other machines and needs a token: set RISE_SERVE_TOKEN, or leave --host out`,
  );
}

const headersMs = 20_000;
const bodyMs = 60_000;
const keptMs = 75_000; // longer than clients and proxies keep theirs: who closes first must be who asks, else a request is lost
const idleMs = 50;

/**
 * Serves a model until it is stopped.
 *
 * @throws ConfigError if the address cannot be had, or is open to others without a token
 */
export async function startServer(served: ServedModel, options: ListenOptions): Promise<RunningServer> {
  const { host, port } = options;
  checkAddress(options);
  const app = createApp(served, options);
  const listener = getRequestListener((request, env) => app.fetch(request, env as HttpBindings), {
    overrideGlobalObjects: false,
  }); // the bindings are those of the server below, which speaks HTTP/1
  const limits = {
    headersTimeout: headersMs,
    requestTimeout: bodyMs,
    keepAliveTimeout: keptMs,
    maxHeaderSize: 16 * 1024,
  };
  const server = createServer(limits, (incoming, outgoing) => void listener(incoming, outgoing));
  await listening(server, host, port);
  return {
    url: urlOf(server.address() as AddressInfo), // it listens on a port, on no socket file
    async stop(drainMs) {
      app.drain();
      const closed = once(server, "close");
      server.close();
      const idle = setInterval(() => server.closeIdleConnections(), idleMs); // kept alive by clients, each once it is answered
      const patience = setTimeout(
        () => {
          app.abort(new ApiError(503, "the server is stopping", { code: "stopping" }));
          setTimeout(() => server.closeAllConnections(), 1000).unref();
        },
        Math.min(drainMs, longestTimerMs),
      );
      await closed;
      clearTimeout(patience);
      clearInterval(idle);
    },
  };
}

async function listening(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new ConfigError(
      `cannot listen on ${host} port ${port}: ${code}; try another --port, 0 for any that is free`,
      {
        cause: error,
      },
    );
  }
}

const urlOf = ({ address, port, family }: AddressInfo): string =>
  `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
