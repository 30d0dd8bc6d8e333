import { connect } from "node:net";
import { once } from "node:events";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Policy } from "../../src/mdp/index.ts";
import { attemptOf } from "../../src/mdp/testing/index.ts";
import { defaultServing, startServer, type RunningServer } from "../../src/serve/index.ts";
import { chat, servedOf } from "../../src/serve/testing/index.ts";

/** Bodies, headers and paths are drawn anew each time; RISE_FUZZ says how many (100,000 in earnest). */
const draws = Number(process.env["RISE_FUZZ"] ?? 300);
const clients = Number(process.env["RISE_CLIENTS"] ?? 1000);

let underWay = 0;
/** Answers at once, except what contains "wait": that only ends by being given up. */
const policy: Policy = {
  name: "/hidden-folder/model",
  digest: "d",
  concurrency: 8,
  async sample({ messages, n, onText }, signal) {
    if (messages.at(-1)?.content.includes("wait") !== true) return Array.from({ length: n }, () => attemptOf("#### 1"));
    underWay += 1;
    onText?.("so far", 0);
    try {
      return await new Promise<never>((_, reject) => {
        if (signal?.aborted === true) reject(signal.reason as Error);
        signal?.addEventListener("abort", () => reject(signal.reason as Error));
      });
    } finally {
      underWay -= 1;
    }
  },
  close: () => Promise.resolve(),
};

let server: RunningServer;
const lines: string[] = [];
const failures: string[] = [];
beforeAll(async () => {
  const settings = { ...defaultServing, waiting: 5000, hosts: [], origins: [], places: 8, host: "127.0.0.1", port: 0 };
  server = await startServer(servedOf(policy), {
    ...settings,
    log: (line) => lines.push(line),
    onFailure: (line) => failures.push(line),
  });
});
afterAll(() => server.stop(0));

const metric = async (name: string): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)?.[1] ?? 0);
};

test(`${clients} clients that vanish, waiting or mid-stream, leave nothing behind`, async () => {
  const { port } = new URL(server.url);
  const body = JSON.stringify(chat({ stream: true, messages: [{ role: "user", content: "wait" }] }));
  const request = `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  for (let gone = 0; gone < clients; gone += 50) {
    const sockets = Array.from({ length: Math.min(50, clients - gone) }, () => connect(Number(port), "127.0.0.1"));
    await Promise.all(sockets.map((socket) => once(socket, "connect")));
    for (const socket of sockets) socket.on("error", () => {}).write(request);
    await expect.poll(() => underWay, { timeout: 120_000 }).toBeGreaterThan(0);
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => underWay, { timeout: 120_000 }).toBe(0);
  }
  await expect.poll(() => metric("rise_samples_running"), { timeout: 120_000 }).toBe(0);
  expect(await metric("rise_requests_waiting")).toBe(0);
  expect(
    (
      await fetch(`${server.url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(chat()),
      })
    ).status,
  ).toBe(200);
});

const often = { weight: 3 } as const;
const method = fc.oneof(
  { ...often, arbitrary: fc.constant("POST") },
  fc.constantFrom("GET", "PUT", "HEAD", "OPTIONS", "BREW"),
);
const names = ["model", "messages", "n", "stop", "stream", "seed", "temperature", "top_p", "max_tokens", "rise", "tools", "stream_options", "prompt", "logprobs", "__proto__", "constructor"]; // prettier-ignore
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom("counting", "rise-k2-vote", "rise-n3-parallel", 1, 2, 0, -1, 1e308, true, null, "", []),
  fc.record({ turns: fc.integer(), key: fc.string(), gold: fc.string() }, { requiredKeys: [] }),
  fc.array(
    fc.record({ role: fc.constantFrom("user", "system", "assistant", "tool"), content: fc.string({ unit: "binary" }) }),
  ),
);
const object = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 3 }).map((entries) => {
  const whole = [...Object.entries(chat()), ...entries].map(
    ([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`,
  );
  return `{${whole.join(",")}}`; // a name may stand twice, and __proto__ as well
});
const body = fc.oneof({ weight: 4, arbitrary: object }, fc.string({ unit: "binary" }), fc.json());
const path = fc.oneof(
  { ...often, arbitrary: fc.constant("/v1/chat/completions") },
  fc.constantFrom(
    "/v1/chat/completions",
    "/v1/completions",
    "/v1/models",
    "/v1/models/%ff%00",
    "/",
    "//",
    "/%",
    "/../../etc/passwd",
    "/playground/..%2f..%2fpackage.json",
    "/metrics/../health",
  ),
  fc.webPath(),
);
const header = fc.tuple(
  fc.constantFrom(
    "authorization",
    "content-type",
    "accept",
    "origin",
    "x-forwarded-for",
    "transfer-encoding",
    "expect",
    "host",
    "cookie",
  ),
  fc.string({ unit: fc.constantFrom(..."abcXYZ019 :/;=,.*\"'%{}[]()") }),
);

const headers = fc.oneof({ ...often, arbitrary: fc.constant([]) }, fc.array(header, { maxLength: 3 }));

test(`${draws} requests of any body, header and path: an answer each, none of them 500, no path and no secret told`, async () => {
  const { port } = new URL(server.url);
  await fc.assert(
    fc.asyncProperty(method, path, headers, body, async (method, target, headers, text) => {
      const bytes = Buffer.from(text.replaceAll("wait", "go"));
      const given = new Map([["host", `127.0.0.1:${port}`], ["content-type", "application/json"], ...headers]);
      const head = [...given].map(([name, held]) => `${name}: ${held}\r\n`).join("");
      const socket = connect(Number(port), "127.0.0.1").on("error", () => {});
      socket.setTimeout(4000, () => socket.end()); // a body that the head says is longer
      let answer = "";
      socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
      socket.write(
        `${method} ${target} HTTP/1.1\r\n${head}content-length: ${bytes.length}\r\nconnection: close\r\n\r\n`,
      );
      socket.write(bytes);
      await once(socket, "close");
      expect(answer).toMatch(/^HTTP\/1\.1 (2|4)\d\d /);
      expect(answer).not.toMatch(/hidden-folder|\/work\/|\/home\/|node_modules|at .*\.ts:|Error:/);
    }),
    { numRuns: draws },
  );
  const statuses = new Map(
    [...Map.groupBy(lines, (line) => line.split(" ")[2])].map(([status, all]) => [status, all.length]),
  );
  expect(statuses.get("200")).toBeGreaterThan(draws / 20); // it got through to the model, too
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  expect(failures).toEqual([]);
});
