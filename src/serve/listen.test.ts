import { expect, test } from "vitest";
import type { Policy } from "../mdp/index.ts";
import { attemptOf } from "../mdp/testing/index.ts";
import { checkAddress, startServer } from "./listen.ts";
import { defaultServing } from "./served.ts";
import { chat, countingPolicy, servedOf } from "./testing/index.ts";

const settings = { ...defaultServing, hosts: [], origins: [], places: 4, host: "127.0.0.1", port: 0 };
const ask = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(chat()) };

test("an address that is open to others needs a token; a port is one", () => {
  for (const host of ["0.0.0.0", "::", "192.168.0.7", "localhost.example"])
    expect(() => checkAddress({ host, port: 8000 })).toThrow(`--host ${host} is open to other machines`);
  expect(() => checkAddress({ host: "0.0.0.0", port: 8000, token: "a-token-of-some-length" })).not.toThrow();
  for (const host of ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
    expect(() => checkAddress({ host, port: 8000 })).not.toThrow();
  expect(() => checkAddress({ host: "127.0.0.1", port: 65_536 })).toThrow("--port must be at most 65535, got 65536");
});

test("a server that stops finishes the answers under way, and takes no others", async () => {
  const sampled = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const slow: Policy = {
    ...countingPolicy(),
    async sample() {
      asked.resolve();
      await sampled.promise;
      return [attemptOf("#### 1")];
    },
  };
  const server = await startServer(servedOf(slow), settings);
  const answer = fetch(`${server.url}/v1/chat/completions`, ask);
  await asked.promise;
  const stopped = server.stop(60_000);
  await expect(fetch(`${server.url}/health`)).rejects.toThrow("fetch failed");
  sampled.resolve();
  expect((await answer).status).toBe(200);
  await stopped;
});

/** A policy that answers never, but ends when it is given up; `asked` once it has a request. */
function stuckPolicy(): { readonly stuck: Policy; readonly asked: Promise<void> } {
  const asked = Promise.withResolvers<void>();
  const sample: Policy["sample"] = (_, signal) =>
    new Promise((_, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
      asked.resolve();
    });
  return { stuck: { ...countingPolicy(), sample }, asked: asked.promise };
}

test("what is not finished in time is ended as 503", async () => {
  const { stuck, asked } = stuckPolicy();
  const server = await startServer(servedOf(stuck), settings);
  const answer = fetch(`${server.url}/v1/chat/completions`, ask);
  await asked;
  await server.stop(10);
  expect((await answer).status).toBe(503);
});

test("a port that is taken is an error that names it", async () => {
  const first = await startServer(servedOf(countingPolicy()), settings);
  const port = Number(new URL(first.url).port);
  await expect(startServer(servedOf(countingPolicy()), { ...settings, port })).rejects.toThrow(
    `port ${port}: EADDRINUSE`,
  );
  await first.stop(0);
});

test("a connection is kept longer than clients and proxies keep it, which would else ask just as it closes", async () => {
  const server = await startServer(servedOf(countingPolicy()), settings);
  const { headers } = await fetch(`${server.url}/health`);
  expect(headers.get("keep-alive")).toBe("timeout=75"); // proxies: 60 s
  await server.stop(0);
});

test.each([false, true])(
  "a client that leaves before its answer is logged and counted as such (stream: %s)",
  async (stream) => {
    const { stuck, asked } = stuckPolicy();
    const ended = Promise.withResolvers<string>();
    const failures: string[] = [];
    const told = { log: (line: string) => ended.resolve(line), onFailure: (line: string) => void failures.push(line) };
    const server = await startServer(servedOf(stuck), { ...settings, ...told });
    const leaving = new AbortController();
    const request = { ...ask, body: JSON.stringify(chat({ stream })), signal: leaving.signal };
    const answer = fetch(`${server.url}/v1/chat/completions`, request);
    await asked;
    leaving.abort();
    await expect(answer).rejects.toThrow("aborted");
    expect(await ended.promise).toMatch(/^POST \/v1\/chat\/completions 499 /);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toContain("rise_abandoned_total 1\n");
    expect(failures).toEqual([]);
    await server.stop(0);
  },
);
