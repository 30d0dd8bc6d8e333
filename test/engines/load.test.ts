import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { collect } from "../../src/collect/index.ts";
import { createRng, mapConcurrently, memoryUsage, recorded } from "../../src/mdp/index.ts";
import { additions, additionTask } from "../../src/mdp/testing/index.ts";
import { createMeter, endpointSchema, openEndpoint } from "../../src/policies/index.ts";
import {
  faultNames,
  randomFaults,
  scriptedBackend,
  startOpenaiServer,
} from "../../src/policies/openai/testing/index.ts";
import { openRun } from "../../src/store/index.ts";
import { riseSchema } from "../../src/rise-schema.ts";

const root = mkdtempSync(join(tmpdir(), "rise-load-"));
afterAll(() => rmSync(root, { recursive: true }));

test("10,000 attempts, 5% of the answers faulty in every way: exactly 10,000 records, none from a fault", async () => {
  const rng = createRng(3);
  let isOn = false;
  const injected = randomFaults(0.05, rng);
  const server = await startOpenaiServer({
    backend: scriptedBackend(({ messages }) => `My answer to ${messages[0]?.content} is #### 0`),
    faults: () => (isOn ? injected() : undefined),
  });
  const problems = additions(5000, "train");
  const task = additionTask({ train: problems });
  const run = openRun(join(root, "run"), {});
  const written = {
    urls: [server.url],
    model: "test-model",
    api: "chat",
    concurrency: 128,
    timeoutSeconds: 1,
    retries: 8,
  };
  const endpoint = openEndpoint(endpointSchema.parse(written), {
    meter: createMeter({ ledger: run.usage }),
    environment: {},
    rng,
    firstWaitMs: 20,
  });
  const policy = recorded(await endpoint.served(), run.attempts);
  isOn = true;
  const { mdp, collect: collecting } = riseSchema.parse({ mdp: { attemptsInView: 1, introspection: "neutral" } });
  const options = { ...collecting, turns: 2, mdp: { ...mdp, attemptsInView: 1 }, iteration: 1, seed: 0 };
  const trajectories = await collect(policy, task, problems, options);
  run.close();
  const db = new DatabaseSync(join(root, "run", "run.sqlite"), { readOnly: true });
  const rows = db.prepare("SELECT key, text, stop FROM attempts").all();
  db.close();

  expect(trajectories.flatMap(({ turns }) => turns)).toHaveLength(10_000);
  expect(rows).toHaveLength(10_000);
  const expected = new Map(problems.map(({ id, question }) => [id, `My answer to ${question} is #### 0`]));
  const wrong = rows.filter(({ key, text }) => text !== expected.get(String(key).split("/")[1] ?? ""));
  expect(wrong).toEqual([]);
  for (const fault of faultNames) expect(server.met.get(fault), fault).toBeGreaterThan(10); // about 500 in all, 22 kinds
  endpoint.close();
  await server.close();
}, 600_000); // half a minute; more where the processors are busy

test("as many requests are open at once as asked for, and never one more", async () => {
  const waiting: ServerResponse[] = [];
  let mostOpen = 0;
  let probing = true;
  const server = createServer((request, response) => {
    request.resume();
    if (request.method === "GET") return void response.end(models);
    request.on("end", () => {
      if (probing) return void response.end(answer);
      waiting.push(response);
      mostOpen = Math.max(mostOpen, waiting.length);
      // A client that opens fewer waits here for ever; the next event of the loop would bring one more.
      if (waiting.length === 32) setTimeout(() => waiting.splice(0).forEach((one) => one.end(answer)), 50);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's
  const meter = createMeter({ ledger: memoryUsage() });
  const endpoint = openEndpoint(endpointSchema.parse({ urls: [url], model: "instant", api: "chat", concurrency: 32 }), {
    meter,
    environment: {},
  });
  const policy = await endpoint.served();
  probing = false;
  const answers = await mapConcurrently(
    Array.from({ length: 320 }, (_, i) => i),
    64, // more than may be open
    (i) =>
      policy.sample({
        key: `1/train-${i}/0/0`,
        messages: [{ role: "user", content: "What is 3 + 4?" }],
        n: 1,
        seed: i,
        temperature: 1,
        topP: 1,
        maxTokens: 100,
      }),
  );
  endpoint.close();
  await new Promise((resolve) => server.close(resolve));

  expect(answers).toHaveLength(320);
  expect(mostOpen).toBe(32);
});

const models = JSON.stringify({ object: "list", data: [{ id: "instant", owned_by: "llamacpp" }] });
const answer = JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "#### 7" } }],
  usage: { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 },
});
