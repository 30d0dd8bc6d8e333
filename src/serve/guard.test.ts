import { describe, expect, test } from "vitest";
import { BudgetReached, ChatError, ConfigError, InfrastructureError, type Policy } from "../mdp/index.ts";
import { scriptedPolicy } from "../mdp/testing/index.ts";
import { appOf, chat, countingPolicy, post, servedOf } from "./testing/index.ts";

const errorOf = async (response: Response): Promise<Record<string, unknown>> =>
  ((await response.json()) as { error: Record<string, unknown> }).error;

describe("failures", () => {
  test.each([
    [new ChatError("/secret"), 400],
    [new ConfigError("/secret"), 502],
    [new InfrastructureError("/secret"), 502],
    [new BudgetReached("/secret"), 503],
    [new TypeError("/secret"), 502],
  ])("%o is %i without its words; the log has them where they are the operator's", async (error, status) => {
    const lines: string[] = [];
    const policy = scriptedPolicy(() => {
      throw error;
    });
    const response = await post(appOf(servedOf(policy), { onFailure: (line) => lines.push(line) }), chat());
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain("secret");
    expect(lines.some((line) => line.includes("/secret"))).toBe(status >= 500);
  });

  test.each([
    ["{", 400, "invalid_json"],
    ["", 400, "invalid_json"],
    ["[]", 400, "invalid_body"],
    [`{"model":${"[".repeat(100)}`, 400, "invalid_json"],
    [JSON.stringify(chat({ user: "x".repeat(2 ** 20) })), 413, "body_too_large"],
  ])("a bad body %.20s is %i", async (body, status, code) => {
    const response = await post(appOf(servedOf(countingPolicy())), body);
    expect([response.status, (await errorOf(response))["code"]]).toEqual([status, code]);
  });

  test("a body that says its length is read, or refused by it without being read", async () => {
    const body = JSON.stringify(chat());
    const say = async (bytes: number): Promise<number> =>
      (await post(appOf(servedOf(countingPolicy())), body, { headers: { "content-length": String(bytes) } })).status;
    expect([await say(Buffer.byteLength(body)), await say(2 ** 20 + 1)]).toEqual([200, 413]);
  });

  test("a body of another type is 415: a page elsewhere can send no other without being allowed", async () => {
    const response = await post(appOf(servedOf(countingPolicy())), chat(), {
      headers: { "content-type": "text/plain" },
    });
    expect(response.status).toBe(415);
  });

  test.each([
    ["GET", "/v1/chat/completions", "POST"],
    ["PUT", "/v1/completions", "POST"],
    ["POST", "/v1/models", "GET, HEAD"],
    ["DELETE", "/v1/models/counting", "GET, HEAD"],
    ["POST", "/health", "GET, HEAD"],
  ])("%s %s is 405, and Allow says %s", async (method, path, allow) => {
    const app = appOf(servedOf(countingPolicy()));
    const response = await app.fetch(
      new Request(`http://localhost:8000${path}`, { method, headers: { host: "localhost:8000" } }),
    );
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    expect((await errorOf(response))["code"]).toBe("method_not_allowed");
  });

  test("what takes longer than the limit is 504, and its samples are given up", async () => {
    let given = false;
    const slow: Policy = {
      ...countingPolicy(),
      sample: (_, signal) =>
        new Promise((_, reject) =>
          signal?.addEventListener("abort", () => ((given = true), reject(signal.reason as Error))),
        ),
    };
    const response = await post(appOf(servedOf(slow), { timeoutMs: 20 }), chat());
    expect([response.status, given]).toEqual([504, true]);
  });
});

describe("who may ask", () => {
  const get = (app: ReturnType<typeof appOf>, path: string, headers: Record<string, string> = {}) =>
    app.fetch(new Request(`http://localhost:8000${path}`, { headers: { host: "localhost:8000", ...headers } }));

  test("with a token nothing but the state of health is had without it", async () => {
    const app = appOf(servedOf(countingPolicy()), { token: "a-token-of-some-length" });
    expect((await get(app, "/health")).status).toBe(200);
    for (const path of ["/metrics", "/v1/models"]) {
      expect((await get(app, path)).status).toBe(401);
      expect((await get(app, path, { authorization: "Bearer a-token-of-some-lengtH" })).status).toBe(401);
      expect((await get(app, path, { authorization: "Bearer a-token-of-some-length" })).status).toBe(200);
    }
  });

  test("another host's name is refused (DNS rebinding), loopback's names and allowed ones are not", async () => {
    const app = appOf(servedOf(countingPolicy()), { hosts: ["rise.example"] });
    for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", ""])
      expect((await get(app, "/v1/models", { host })).status).toBe(403);
    for (const host of ["localhost", "127.0.0.1:9", "[::1]:8000", "RISE.example:80"])
      expect((await get(app, "/v1/models", { host })).status).toBe(200);
  });

  test("a page of another origin is refused unless it is allowed; the server's own is not", async () => {
    const app = appOf(servedOf(countingPolicy()), { origins: ["https://my.example"] });
    expect((await get(app, "/v1/models", { origin: "https://evil.example" })).status).toBe(403);
    expect((await get(app, "/v1/models", { origin: "null" })).status).toBe(403);
    expect(
      (await get(app, "/v1/models", { origin: "http://localhost:8000" })).headers.get("access-control-allow-origin"),
    ).toBe(null);
    expect(
      (await get(app, "/v1/models", { origin: "https://my.example" })).headers.get("access-control-allow-origin"),
    ).toBe("https://my.example");
  });

  test("the access log tells what was asked of which route, and nothing of what was said", async () => {
    const lines: string[] = [];
    const app = appOf(servedOf(countingPolicy()), { log: (line) => lines.push(line) });
    await post(app, chat({ user: "somebody" }), { path: "/v1/chat/completions?key=hidden" });
    await get(app, "/my/secret/path");
    expect(lines.map((line) => line.replace(/[\d.]+ s$/, "S"))).toEqual([
      "POST /v1/chat/completions 200 S",
      "GET other 404 S",
    ]);
  });
});
