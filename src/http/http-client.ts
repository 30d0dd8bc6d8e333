import { randomInt } from "node:crypto";
import { createRng, type Rng } from "../mdp/index.ts";
import { excerptOf } from "./excerpt.ts";
import { isWebPage } from "./web-page.ts";
import { hostOf, type HttpReply, type HttpRequest } from "./exchange.ts";
import { DeepJson, parseShallow } from "./shallow-json.ts";
import { HttpFailure } from "./http-failure.ts";
import { defaultRetries, retrying, type RetryOptions } from "./retry.ts";
import { createTransport, type TransportOptions } from "./transport.ts";

/** How a client is made; all but the address has defaults. */
export interface HttpClientOptions extends TransportOptions {
  /** The server's address, such as "http://127.0.0.1:8265"; a path of it stays in front of the requests'. */
  readonly url: string;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly retry?: Partial<RetryOptions>;
  /** Draws the waits between repetitions. */
  readonly rng?: Rng;
}

/** One call of a client. */
export interface HttpCall extends Pick<HttpRequest, "method" | "what" | "headers" | "body"> {
  /** Below the server's address, beginning with a slash. */
  readonly path: string;
  readonly deadlineMs?: number;
  /** In place of the client's. */
  readonly retry?: Partial<RetryOptions>;
  readonly signal?: AbortSignal | undefined;
}

/** A client of one server: deadlines, finite repetitions, connections kept alive. */
export interface HttpClient {
  readonly url: string;
  /** @throws HttpFailure where the last repetition failed too, or none was worth it; the signal's reason */
  send(call: HttpCall): Promise<HttpReply>;
  /**
   * Sends JSON and reads JSON.
   *
   * @param value absent: no body
   * @throws HttpFailure as `send` does, and where what came is not JSON
   */
  json(call: Omit<HttpCall, "body">, value?: unknown): Promise<unknown>;
  close(): void;
}

/** Opens a client of one server. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const transport = createTransport(options);
  const rng = options.rng ?? createRng(randomInt(2 ** 32));
  const url = options.url.replace(/\/+$/, "");
  const send = <T>(call: HttpCall, read: (reply: HttpReply, request: HttpRequest) => T): Promise<T> => {
    const { method, path, what, body, deadlineMs, signal } = call;
    const headers = { ...options.headers, ...call.headers };
    const request = { method, url: `${url}${path}`, headers, what, ...(body === undefined ? {} : { body }) };
    const each = { signal, ...(deadlineMs === undefined ? {} : { deadlineMs }) };
    const retry = { ...defaultRetries, ...options.retry, ...call.retry };
    return retrying(
      async () => {
        const reply = await transport.send(request, each);
        try {
          return read(reply, request);
        } catch (error) {
          throw transport.withoutSecrets(error); // what came in place of an answer may repeat the key
        }
      },
      retry,
      { clock: transport.clock, rng },
      signal,
    );
  };
  return {
    url,
    send: (call) => send(call, (reply) => reply),
    json(call, value) {
      const body = value === undefined ? {} : { body: JSON.stringify(value) };
      const headers = {
        accept: "application/json",
        ...(value === undefined ? {} : { "content-type": "application/json" }),
        ...call.headers,
      };
      return send({ ...call, ...body, headers }, jsonOf);
    },
    close: () => transport.close(),
  };
}

/**
 * An answer's body as JSON.
 *
 * @throws HttpFailure of kind `answer` if it is none: half a body, or a page of a proxy
 */
export function jsonOf({ status, body }: HttpReply, request: HttpRequest): unknown {
  try {
    return parseShallow(body);
  } catch (error) {
    const what = error instanceof DeepJson ? `JSON ${error.message}` : "without JSON";
    const cure = isWebPage(body) ? "; check the address: an API is wanted there" : "";
    const answered = `${hostOf(request)} answered ${status} ${what} to ${request.what}`;
    throw new HttpFailure(`${answered}: ${excerptOf(body)}${cure}`, { kind: "answer", status, cause: error });
  }
}
