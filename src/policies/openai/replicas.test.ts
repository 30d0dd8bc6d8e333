import { describe, expect, test } from "vitest";
import { collect } from "../../collect/index.ts";
import { additions, additionTask } from "../../mdp/testing/index.ts";
import { riseSchema } from "../../rise-schema.ts";
import { createAdaptiveLimit } from "../../http/index.ts";
import { fakeClock } from "../../http/testing/fake-clock.ts";
import { createReplicas } from "./replicas.ts";
import { opened } from "./testing/opened.ts";
import { scriptedBackend, startOpenaiServer } from "./testing/index.ts";

describe("a limit that adapts", () => {
  test("falls by a third at an overload, once for all that were under way, and rises by one in a round", async () => {
    const clock = fakeClock();
    const limit = createAdaptiveLimit(10, clock);
    const permits = await Promise.all(Array.from({ length: 10 }, () => limit.acquire()));
    clock.advance(5);
    for (const permit of permits) permit.release("overloaded");
    expect(limit.limit()).toBe(7); // 10 * 0.7
    clock.advance(5);
    for (const permit of await Promise.all(Array.from({ length: 7 }, () => limit.acquire())))
      permit.release("answered");
    for (const permit of [await limit.acquire()]) permit.release("answered");
    expect(limit.limit()).toBe(8); // a round of seven, and a little: 7 + 1/7 + 1/7.14 + ... is just below 8
  });

  test("lets the next in when one leaves, in order, and forgets who gave up waiting", async () => {
    const limit = createAdaptiveLimit(1, fakeClock());
    const first = await limit.acquire();
    const controller = new AbortController();
    const given = limit.acquire(controller.signal);
    const order: string[] = [];
    const [second, third] = ["second", "third"].map(async (name) => {
      const permit = await limit.acquire();
      order.push(name);
      return permit;
    });
    controller.abort(new Error("gave up"));
    await expect(given).rejects.toThrow("gave up");
    first.release("answered");
    (await second)?.release("answered");
    await third;
    expect(order).toEqual(["second", "third"]);
  });
});

describe("replicas", () => {
  test("share conversations by load, and keep each where it began", async () => {
    const replicas = createReplicas(["http://a", "http://b"], 8, fakeClock());
    const first = await replicas.turn("x");
    const second = await replicas.turn("y");
    expect([first.url, second.url]).toEqual(["http://a", "http://b"]); // the second goes where less is under way
    first.release("answered");
    second.release("answered");
    expect((await replicas.turn("y")).url).toBe("http://b");
    expect((await replicas.turn("x")).url).toBe("http://a");
  });

  test("leave one alone that fails three times in a row, and come back to it", async () => {
    const clock = fakeClock();
    const replicas = createReplicas(["http://a", "http://b"], 8, clock);
    for (let i = 0; i < 3; i++) (await replicas.turn("x")).release("failed");
    expect(replicas.isResting("http://a")).toBe(true);
    const moved = await replicas.turn("x");
    expect(moved.url).toBe("http://b");
    moved.release("answered");
    clock.advance(1000);
    expect(replicas.isResting("http://a")).toBe(false);
    expect((await replicas.turn("x")).url).toBe("http://b"); // its beginning is cached there now
  });

  test("all resting, the one that has rested longest is tried: nothing stops for ever", async () => {
    const replicas = createReplicas(["http://a"], 8, fakeClock());
    for (let i = 0; i < 4; i++) (await replicas.turn("x")).release("failed");
    expect((await replicas.turn("x")).url).toBe("http://a");
  });
});

test("a run goes on when one of its servers dies", async () => {
  const backend = scriptedBackend(() => "yes");
  const servers = [await startOpenaiServer({ backend }), await startOpenaiServer({ backend })];
  const endpoint = opened({ urls: servers.map(({ url }) => url), api: "chat" });
  const policy = await endpoint.served();
  const sampling = { n: 1, seed: 1, temperature: 1, topP: 1, maxTokens: 4 };
  const sample = (i: number) =>
    policy.sample({ key: `k/${i}`, messages: [{ role: "user", content: `problem ${i}` }], ...sampling });
  await Promise.all(Array.from({ length: 20 }, (_, i) => sample(i)));
  expect(servers.map(({ requests }) => requests.length).every((count) => count >= 10)).toBe(true);
  await servers[0]?.close();
  expect(await Promise.all(Array.from({ length: 20 }, (_, i) => sample(i)))).toHaveLength(20);
  endpoint.close();
  await servers[1]?.close();
});

test("a server that answers 429 is sent what it takes, and every request is answered", async () => {
  const server = await startOpenaiServer({ backend: scriptedBackend(() => "yes"), delayMs: 5, maxAtOnce: 4 });
  const endpoint = opened({ urls: [server.url], api: "chat", concurrency: 32 });
  const policy = await endpoint.served();
  const sampling = { n: 1, seed: 1, temperature: 1, topP: 1, maxTokens: 4 };
  const attempts = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      policy.sample({ key: `k/${i}`, messages: [{ role: "user", content: `problem ${i}` }], ...sampling }),
    ),
  );
  expect(attempts.flat()).toHaveLength(100);
  expect(endpoint.traffic().retries).toBeGreaterThan(0);
  endpoint.close();
  await server.close();
});

test("all turns of a problem go to one replica, and problems to both", async () => {
  const backend = scriptedBackend(() => "#### 1");
  const servers = [await startOpenaiServer({ backend }), await startOpenaiServer({ backend })];
  const endpoint = opened({ urls: servers.map(({ url }) => url), api: "chat", concurrency: 6 });
  const problems = additions(12, "train");
  const { mdp, collect: collecting } = riseSchema.parse({ mdp: { attemptsInView: 2 } });
  const options = { ...collecting, turns: 3, mdp: { ...mdp, attemptsInView: 2 }, iteration: 1, seed: 0 };
  await collect(await endpoint.served(), additionTask({ train: problems }), problems, options);
  const asked = servers.map(
    ({ requests }) => requests.map(({ body }) => (body["messages"] as { content: string }[])[0]?.content ?? ""), // the client's JSON
  );
  const [here, there] = asked.map((questions) => new Set(questions.filter((question) => question.includes("+ 7"))));
  expect([...(here ?? [])].filter((question) => there?.has(question))).toEqual([]);
  expect(Math.min(here?.size ?? 0, there?.size ?? 0)).toBeGreaterThanOrEqual(4); // of twelve
  endpoint.close();
  for (const server of servers) await server.close();
});
