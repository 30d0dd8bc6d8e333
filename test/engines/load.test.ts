import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { collect } from "../../src/collect/index.ts";
import { createRng, recorded } from "../../src/mdp/index.ts";
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
import type { Throughput } from "./load/throughput.ts";

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

/** Measured in a process of its own, and again where something else took the processors. */
const timed = { retry: 2 };
async function measured(...numbers: readonly number[]): Promise<Throughput> {
  const script = join(import.meta.dirname, "load/measure.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...numbers.map(String)]);
  return JSON.parse(stdout) as Throughput; // what the script prints
}

test("one process asks an instant server at least 1,500 times a second, 512 in flight", timed, async () => {
  const { requestsPerCoreSec } = await measured(10_000, 512);
  expect(requestsPerCoreSec).toBeGreaterThan(1500); // of processor time: other tests may run beside
});

test("beside a server that takes two seconds, at most 2% of the wall time is ours", timed, async () => {
  const { overheadShare, ownShare } = await measured(128, 32, 2000);
  expect(overheadShare).toBeLessThan(0.02);
  expect(ownShare).toBeLessThan(0.02);
});
