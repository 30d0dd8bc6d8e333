import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { createRng } from "../mdp/index.ts";
import { createHttpClient, HttpFailure, type HttpClient, type HttpClientOptions } from "./index.ts";
import { retryAfterMs } from "./http-failure.ts";
import { retrying } from "./retry.ts";
import { fakeClock } from "./testing/fake-clock.ts";
import { startServer, type LocalServer } from "./testing/local-server.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const quick = { retry: { firstWaitMs: 1 }, rng: createRng(1) };
async function scene(
  answer: (count: number, response: ServerResponse, request: IncomingMessage) => void,
  options: Partial<HttpClientOptions> = {},
): Promise<{ readonly server: LocalServer; readonly client: HttpClient; readonly count: () => number }> {
  let count = 0;
  const server = await startServer((request, response) => {
    request.resume();
    request.on("end", () => answer(count++, response, request));
  });
  const client = createHttpClient({ url: server.url, ...quick, ...options });
  closing.push(
    () => client.close(),
    () => server.close(),
  );
  return { server, client, count: () => count };
}
const get = { method: "GET", path: "/x", what: "the thing" } as const;
const failureOf = async (work: Promise<unknown>): Promise<HttpFailure> => {
  const error = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(error).toBeInstanceOf(HttpFailure);
  return error as HttpFailure; // checked above
};

describe("an exchange", () => {
  test("sends JSON and reads JSON, over one connection that is kept alive", async () => {
    let seen = "";
    const { client, server } = await scene((_, response, request) => {
      seen = `${request.method} ${request.url} ${request.headers["content-type"]}`;
      response.end(JSON.stringify({ answer: 7 }));
    });
    for (let i = 0; i < 5; i++) {
      expect(await client.json({ method: "POST", path: "/ask", what: "a question" }, { a: 3 })).toEqual({ answer: 7 });
    }
    expect(seen).toBe("POST /ask application/json");
    expect(server.connections()).toBe(1);
  });

  test("goes over a new connection where the server closed the kept one: that is no failure", async () => {
    const { client, count } = await scene(
      (n, response) => {
        if (n % 2 === 1) return void response.socket?.destroy(); // just when the kept connection is used again
        response.end("[7]");
      },
      { retry: { retries: 0 } },
    );
    expect(await client.json(get)).toEqual([7]);
    expect(await client.json(get)).toEqual([7]);
    expect(count()).toBe(3);
  });

  test("over a new connection has what is left of its deadline, not another one", async () => {
    const clock = fakeClock();
    const { client } = await scene(
      (n, response) => {
        if (n === 0) return void response.end("[7]");
        clock.advance(n === 1 ? 300 : 100);
        if (n === 1) response.socket?.destroy();
      },
      { clock, deadlineMs: 400, retry: { retries: 0 } },
    );
    expect(await client.json(get)).toEqual([7]);
    const { kind, message } = await failureOf(client.json(get));
    expect([kind, message]).toEqual(["deadline", expect.stringContaining("did not answer in full within 0.4 s")]);
  });

  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("reads %s, large and small", async (encoding, compress) => {
    for (const text of ["x", "long ".repeat(100_000)]) {
      const { client } = await scene((_, response) => {
        response.setHeader("content-encoding", encoding);
        response.end(compress(JSON.stringify(text)));
      });
      expect(await client.json(get)).toBe(text);
    }
  });

  test("refuses a small body that unfolds into a huge one", async () => {
    const { client } = await scene(
      (_, response) => {
        response.setHeader("content-encoding", "gzip");
        response.end(gzipSync(Buffer.alloc(10_000_000)));
      },
      { maxBytes: 1_000_000, retry: { retries: 0 } },
    );
    expect((await failureOf(client.json(get))).message).toContain("cannot be decompressed");
  });

  test("an aborted one throws the signal's reason, at once", async () => {
    const { client } = await scene(() => {});
    const controller = new AbortController();
    const reason = new Error("stopped by the test");
    const sent = client.json({ ...get, signal: controller.signal });
    controller.abort(reason);
    await expect(sent).rejects.toBe(reason);
    await expect(client.json({ ...get, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe("a fault that passes is survived:", () => {
  const faults: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
    "408": (response) => response.writeHead(408).end(),
    "429": (response) => response.writeHead(429, { "retry-after": "0" }).end("slow down"),
    "503": (response) => response.writeHead(503).end("overloaded"),
    "a reset": (response) => response.socket?.resetAndDestroy(),
    "a connection closed without an answer": (response) => response.socket?.destroy(),
    "half a body": (response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"answer"');
      setImmediate(() => response.socket?.destroy());
    },
    "half a chunked body": (response) => {
      response.write('{"answer"');
      setImmediate(() => response.socket?.destroy());
    },
    "JSON cut off in a whole body": (response) => response.end('{"answer"'),
    "a proxy's page": (response) => response.end("<html>busy</html>"),
    "half a gzip": (response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("[1]").subarray(0, 12)),
  };
  test.each(Object.keys(faults))("%s", async (name) => {
    const { client, count } = await scene((n, response) => {
      if (n < 2) faults[name]?.(response);
      else response.end('{"answer":7}');
    });
    expect(await client.json(get)).toEqual({ answer: 7 });
    expect(count()).toBe(3);
  });
});

describe("a failure names host, request and reason:", () => {
  test("repetitions are finite", async () => {
    const { client, count, server } = await scene((_, response) => response.writeHead(503).end("overloaded"));
    const failure = await failureOf(client.json(get));
    expect(failure).toMatchObject({ kind: "status", status: 503, name: "InfrastructureError" });
    expect(failure.message).toBe(`${server.url} answered 503 to the thing: overloaded`);
    expect(count()).toBe(6); // five repetitions
  });

  test.each([400, 401, 403, 404, 422])("a %i blames the request: it isn't repeated", async (status) => {
    const { client, count } = await scene((_, response) => response.writeHead(status).end());
    expect(await failureOf(client.json(get))).toMatchObject({ status });
    expect(count()).toBe(1);
  });

  test("what a server says of an error is said without its wrapping", async () => {
    const bodies = [
      '{"error":{"message":"no room","code":1}}',
      '{"error":"no room"}',
      '{"detail":"no room"}',
      "no room",
    ];
    for (const body of bodies) {
      const { client, server } = await scene((_, response) => response.writeHead(400).end(body));
      expect((await failureOf(client.json(get))).message).toBe(`${server.url} answered 400 to the thing: no room`);
    }
  });

  test("nobody there", async () => {
    const { client, server } = await scene(() => {});
    await server.close();
    closing.pop();
    expect(await failureOf(client.json(get))).toMatchObject({ kind: "connect" });
  });

  test("an answer that drips in is given up at the deadline", async () => {
    const { client } = await scene((_, response) => {
      const drip = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(drip));
    });
    const failure = await failureOf(client.json({ ...get, deadlineMs: 80, retry: { retries: 0 } }));
    expect(failure).toMatchObject({ kind: "deadline" });
    expect(failure.message).toContain("did not answer in full within 0.08 s");
  });

  test("a secret that the server repeats is not in it", async () => {
    const { client } = await scene((_, response) => response.writeHead(401).end("no such key: s3cret"), {
      secrets: ["s3cret"],
    });
    const failure = await failureOf(client.json(get));
    expect(failure.message).toContain("no such key: ***");
    expect(JSON.stringify(failure) + String(failure.cause)).not.toContain("s3cret");
  });
});

describe("waits", () => {
  const failing =
    (retryAfterMs?: number) =>
    (failures: number): Promise<number> =>
      failures === 4
        ? Promise.resolve(failures)
        : Promise.reject(
            new HttpFailure("busy", {
              kind: "status",
              status: 503,
              ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
            }),
          );
  const waitsOf = async (work: (failures: number) => Promise<number>): Promise<number[]> => {
    const waits: number[] = [];
    const clock = {
      nowMs: () => 0,
      after: (ms: number, callback: () => void) => (waits.push(ms), setImmediate(callback), () => {}),
    };
    const rng = { ...createRng(1), next: () => 0.5 };
    await retrying(work, { retries: 5, firstWaitMs: 100, longestWaitMs: 60_000 }, { clock, rng });
    return waits;
  };

  test("are random up to a bound that doubles", async () => {
    expect(await waitsOf(failing())).toEqual([50, 100, 200, 400]); // half of 100, 200, 400, 800
  });

  test("are at least what the server asks for, and at most a minute", async () => {
    expect(await waitsOf(failing(2000))).toEqual([2050, 2050, 2050, 2050]);
    expect(await waitsOf(failing(9e6))).toEqual([60_000, 60_000, 60_000, 60_000]);
  });

  test("for a busy server do not use up the repetitions of a failing one, and end as well", async () => {
    const answers = [429, 429, 503, 429, 503, 429, 200];
    let asked = 0;
    const clock = { nowMs: () => 0, after: (_: number, callback: () => void) => (setImmediate(callback), () => {}) };
    const work = (): Promise<number> => {
      const status = answers[asked++] ?? 429;
      return status === 200 ? Promise.resolve(asked) : Promise.reject(new HttpFailure("x", { kind: "status", status }));
    };
    const options = { retries: 2, busyRetries: 4, firstWaitMs: 1, longestWaitMs: 1 };
    expect(await retrying(work, options, { clock, rng: createRng(1) })).toBe(7);
    await expect(retrying(work, options, { clock, rng: createRng(1) })).rejects.toThrow("x");
    expect(asked).toBe(7 + 5);
  });

  test("Retry-After is seconds or a date", () => {
    expect(retryAfterMs("1.5", undefined, 0)).toBe(1500);
    expect(retryAfterMs("Thu, 01 Jan 1970 00:00:10 GMT", undefined, 4000)).toBe(6000);
    expect(retryAfterMs("Thu, 01 Jan 1970 00:00:10 GMT", "no date", 90_000)).toBe(0);
    expect(retryAfterMs("soon", undefined, 0)).toBeUndefined();
    expect(retryAfterMs(undefined, undefined, 0)).toBeUndefined();
  });

  test("a date is counted by the server's own clock, whatever ours says", () => {
    const [asked, date] = ["Thu, 01 Jan 2026 00:00:10 GMT", "Thu, 01 Jan 2026 00:00:04 GMT"];
    for (const yearsOff of [-1, 0, 1]) {
      expect(retryAfterMs(asked, date, Date.parse(date) + yearsOff * 365 * 86_400_000)).toBe(6000);
    }
  });
});

test("the watchdog names the request that hangs", async () => {
  const clock = fakeClock();
  const notes: string[] = [];
  const { client, server } = await scene(() => {}, {
    clock,
    note: (line) => notes.push(line),
    longWaitMs: 60_000,
    deadlineMs: 200_000,
  });
  const controller = new AbortController();
  const hanging = [1, 2, 3].map((i) => client.json({ ...get, what: `request ${i}`, signal: controller.signal }));
  const settled = Promise.allSettled(hanging);
  await expect.poll(() => server.connections()).toBe(3);
  clock.advance(61_000);
  expect(notes).toEqual([
    `${server.url} has not answered request 1 for 60 s, with 2 more under way; given up after 200 s`,
  ]);
  controller.abort(new Error("enough"));
  await settled;
});

test("a server that lets nobody in is given up long before the deadline", async () => {
  const full = createServer().listen(0, "127.0.0.1", 1);
  await once(full, "listening");
  closing.push(() => full.close());
  const { port } = full.address() as AddressInfo; // a TCP server's
  const clock = fakeClock();
  const client = createHttpClient({
    url: `http://127.0.0.1:${port}`,
    clock,
    retry: { retries: 0 },
    deadlineMs: 600_000,
  });
  const sent = failureOf(client.json(get)).catch((error: unknown) => error);
  clock.advance(15_000); // before the system could say that it is connected
  expect(await sent).toMatchObject({ kind: "connect" });
  client.close();
});
