import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { Engine } from "../../src/engine/index.ts";
import {
  engineBackend,
  scriptedBackend,
  startOpenaiServer,
  type OpenaiServer,
} from "../../src/policies/openai/testing/index.ts";
import { readRun } from "../../src/store/index.ts";
import { writeSmallModel } from "../small-model.ts";
import { startRise, type Finished } from "./rise.ts";

const root = mkdtempSync(join(tmpdir(), "rise-servers-"));
const at = (name: string): string => join(root, name);
const model = at("small");
/** No Python: doctor would import PyTorch. */
const rise = (...args: readonly string[]): Promise<Finished> =>
  startRise(args, { TEST_KEY: "s3cret", RISE_PYTHON: "none" }).finished;
let vllm: OpenaiServer;
let hosted: OpenaiServer;
let engine: Engine;
beforeAll(async () => {
  writeSmallModel(model);
  engine = await Engine.open(model, { threads: 1 });
  vllm = await startOpenaiServer({
    dialect: "vllm",
    models: ["small"],
    backend: engineBackend(engine),
    contextTokens: 2048,
  });
  hosted = await startOpenaiServer({
    models: ["teacher"],
    apiKey: "s3cret",
    backend: scriptedBackend(() => "3 + 4 = 7\n#### 7"),
  });
});
afterAll(async () => {
  await Promise.all([vllm.close(), hosted.close(), engine.close()]);
  rmSync(root, { recursive: true });
});

describe("rise eval --endpoint", () => {
  test("measures a model on a server, stops at the budget with exit code 4, and goes on under a larger one", async () => {
    const command = `eval --endpoint ${hosted.url} --model teacher --api-key-env TEST_KEY --limit 4 --turns 2 --seeds 1 --max-tokens 20 --out ${at("eval")} --json`;
    const stopped = await rise(...command.split(" "), "--max-requests", "5");
    expect({ ...stopped, stderr: "" }).toEqual({ code: 4, stdout: "", stderr: "" });
    expect(stopped.stderr).toContain("the budget is spent: 5 requests of 5 requests");
    const { code, stdout, stderr } = await rise(...command.split(" "));
    expect({ code, stderr }).toEqual({ code: 0, stderr });
    const summary = JSON.parse(stdout);
    expect(summary.models[0]).toMatchObject({ name: "teacher", problems: 4 });
    // Two processes, a probe each; of each problem both parallel attempts, the second turn, and the greedy first answer.
    expect(summary.run.usage.teacher.requests).toBe(2 + 4 * 3);
    expect(stdout + stderr + stopped.stderr).not.toContain("s3cret");
  });

  test("killed with SIGKILL it goes on: every answer is there once, and none that was recorded is asked again (I1, I2)", async () => {
    const slow = await startOpenaiServer({ models: ["m"], backend: scriptedBackend(() => "#### 7"), delayMs: 30 });
    const command = `eval --endpoint ${slow.url} --model m --limit 40 --turns 2 --seeds 1 --set rollouts.concurrency=4 --out ${at("killed")} --json`;
    const killed = startRise(command.split(" "));
    await expect.poll(() => slow.requests.length, { timeout: 30_000, interval: 20 }).toBeGreaterThan(30);
    killed.process.kill("SIGKILL");
    await killed.finished;
    const before = slow.requests.length;
    const { code, stdout } = await rise(...command.split(" "));
    expect(code).toBe(0);
    const db = new DatabaseSync(join(at("killed"), "run.sqlite"), { readOnly: true });
    const [row] = db.prepare("SELECT count(*) AS attempts, count(DISTINCT key) AS keys FROM attempts").all();
    db.close();
    expect(row).toEqual({ attempts: 40 * 4, keys: 40 * 3 }); // two parallel attempts in one request, the second turn, the greedy one
    const again = slow.requests.length - before;
    expect(again).toBeLessThanOrEqual(1 + 40 * 3 - (before - 1 - 4)); // a probe, and what was not recorded: four were in flight
    expect(JSON.parse(stdout).run.usage.m.requests).toBeLessThanOrEqual(slow.requests.length);
    await slow.close();
  });

  test("a key that is missing is named, and nothing else is shown", async () => {
    const { code, stderr } = await rise(
      ..."eval --model m --api-key-env NO_SUCH_KEY --endpoint".split(" "),
      hosted.url,
    );
    expect(code).toBe(2);
    expect(stderr).toContain("apiKeyEnv names NO_SUCH_KEY");
  });
});

describe("rise run", () => {
  const config = {
    model,
    preset: "rise-distill",
    task: { counts: { train: 4, validation: 1, test: 2 } },
    mdp: { maxTokens: 10 },
    evaluate: { turns: 2, seeds: 1 },
  };

  test("samples in token ids from one server, has another comment, and records what both took", async () => {
    const file = at("run.yaml");
    const servers = {
      iterations: 0,
      mdp: { ...config.mdp, critic: "teacher" },
      rollouts: { urls: [vllm.url], model: "small" },
      teacher: { urls: [`${hosted.url}/v1`], model: "teacher", apiKeyEnv: "TEST_KEY" },
      prices: { teacher: { inputPerMillion: 1, outputPerMillion: 1 } },
      budget: { usd: 5 },
    };
    writeFileSync(
      file,
      stringify({
        ...config,
        ...servers,
        prices: { ...servers.prices, small: { inputPerMillion: 0, outputPerMillion: 0 } },
      }),
    );
    const { code, stderr, stdout } = await rise("run", file, "--out", at("run"), "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr });
    expect(Object.keys(JSON.parse(stdout).run.usage)).toEqual(["small", "teacher"]);
    const run = readRun(at("run"));
    const [attempt] = run.attempts.get("evaluate/base/0/medium-0-test-0/1") ?? [];
    expect(attempt?.tokens?.tokenizer).toBe(engine.tokens.tokenizer.digest);
    run.close();
  });

  test("samples each iteration's adapter from vLLM, which is told to load it, and trains on the ids that came", async () => {
    const adapters = new Map<string, string>();
    const engines = new Map<string, Promise<Engine>>();
    const lora = await startOpenaiServer({
      dialect: "vllm",
      backend: async (ask) => {
        const folder = adapters.get(ask.model);
        if (folder === undefined) return engineBackend(engine)(ask);
        const opened = engines.get(folder) ?? Engine.open(folder, { threads: 1 });
        engines.set(folder, opened);
        return engineBackend(await opened)(ask);
      },
      more: (_, path, body) => {
        if (path === "/v1/models")
          return { data: ["small", ...adapters.keys()].map((id) => ({ id, owned_by: "vllm" })) };
        if (path !== "/v1/load_lora_adapter") return undefined;
        const { lora_name: name, lora_path: folder } = body as Record<string, string>; // the client's JSON
        adapters.set(String(name), String(folder));
        return "Success";
      },
    });
    const file = at("lora.yaml");
    const loop = {
      preset: "rise-self",
      rollouts: { urls: [lora.url], model: "small", swap: { by: "vllm-lora" } },
      improve: { samples: 2 },
      weight: { truncated: "keep" },
      train: { batchExamples: 4, lora: { rank: 2 } },
    };
    writeFileSync(file, stringify({ ...config, ...loop }));
    const { code, stderr, stdout } = await rise("run", file, "--out", at("lora"), "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr });
    expect([...adapters.values()]).toEqual([join(at("lora"), "iteration-1/model")]);
    const summary = JSON.parse(stdout);
    expect(summary.models.map(({ name }: { name: string }) => name)).toEqual(["base", "iteration-1"]);
    const asked = lora.requests.map(({ body }) => body["model"]);
    expect(new Set(asked)).toEqual(new Set(["small", ...adapters.keys()]));
    await Promise.all([...engines.values()].map(async (one) => (await one).close()));
    await lora.close();
  });

  test("refuses servers that would keep their weights while it trains others, and a budget without a price", async () => {
    const file = at("static.yaml");
    writeFileSync(file, stringify({ ...config, preset: "rise-self", rollouts: { urls: [vllm.url], model: "small" } }));
    const { code, stderr } = await rise("run", file, "--out", at("never"));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("rollouts.swap.by must say") });
    const priced = await rise("run", file, "--out", at("never"), "--set", "iterations=0", "--max-usd", "1");
    expect({ ...priced, stdout: "" }).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("budget.usd needs the price of small"),
    });
  });

  test("names the key of an endpoint that is wrong, with its line", async () => {
    const file = at("wrong.yaml");
    writeFileSync(file, `model: ${model}\nteacher:\n  url: http://127.0.0.1:1\n  model: x\n`);
    const { code, stderr } = await rise("run", file);
    expect(code).toBe(2);
    expect(stderr).toContain("unknown key teacher.url");
    expect(stderr).toContain("urls");
  });
});

describe("rise doctor --endpoint", () => {
  test("says what a server is and how a run would ask it", async () => {
    const { stdout } = await rise("doctor", "--endpoint", vllm.url, "--tokenizer", model, "--json");
    const { findings } = JSON.parse(stdout);
    expect(findings.slice(-2)).toEqual([
      { name: "server", state: "ok", found: `${vllm.url}: vllm, small, reads 2,048 tokens` },
      {
        name: "protocol",
        state: "ok",
        found: expect.stringContaining("completions in token ids, several responses a request"),
      },
    ]);
  });

  test("a server that is not there is broken", async () => {
    const { code, stdout } = await rise("doctor", "--endpoint", "http://127.0.0.1:9", "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).findings.at(-1)).toMatchObject({ name: "server", state: "broken" });
  });
});

describe("before a run collects for hours", () => {
  const runWith = async (url: string, out: string, ...more: readonly string[]): Promise<Finished> => {
    const counts = { train: 4, validation: 1, test: 2 };
    const config = {
      preset: "rise-distill",
      model,
      teacher: { urls: [url], model: "m" },
      task: { counts },
      iterations: 1,
    };
    writeFileSync(at("before.yaml"), stringify(config));
    return rise("run", at("before.yaml"), "--smoke", "--out", at(out), "--set", "mdp.maxTokens=30", ...more);
  };

  test("the teacher is asked once with the run's own settings: one that only thinks is refused, and nothing is left", async () => {
    const thinker = await startOpenaiServer({
      models: ["m"],
      backend: scriptedBackend(() => "Hm."),
      rewrites: (answer) => ({
        ...answer,
        choices: [{ index: 0, message: { content: "", reasoning_content: "Hm." }, finish_reason: "length" }],
      }),
    });
    const { code, stderr } = await runWith(thinker.url, "thinker");
    expect({ code, stderr }).toEqual({ code: 2, stderr });
    expect(stderr).toContain("must answer within mdp.maxTokens, got");
    expect(thinker.requests.at(-1)?.body).toMatchObject({ temperature: 0.7, max_tokens: 30 });
    expect(existsSync(at("thinker"))).toBe(false);
    await thinker.close();
  });

  test("SIGTERM ends a wait for the teacher within seconds", async () => {
    const busy = await startOpenaiServer({
      models: ["m"],
      backend: scriptedBackend(() => "#### 7"),
      refuses: () => ({ status: 429, headers: { "retry-after": "50" }, body: {} }),
    });
    writeFileSync(
      at("wait.yaml"),
      stringify({ preset: "rise-distill", model, teacher: { urls: [busy.url], model: "m" } }),
    );
    const waiting = startRise(["run", at("wait.yaml"), "--smoke", "--out", at("waiting")]);
    await expect.poll(() => busy.requests.length, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
    waiting.process.kill("SIGTERM");
    expect((await waiting.finished).code).toBe(130); // long before the 50 seconds: the test's own limit
    await busy.close();
  }, 90_000);

  test("a proxy of the environment is gone through, and NO_PROXY passes it by", async () => {
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(403).end("{}");
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const { port } = proxy.address() as AddressInfo; // a TCP server's
    const environment = { RISE_PYTHON: "none", HTTP_PROXY: `http://127.0.0.1:${port}` };
    const doctor = ["doctor", "--endpoint", "http://model.invalid", "--model", "m"];
    await startRise(doctor, environment).finished;
    expect(asked[0]).toBe("http://model.invalid/v1/models");
    const before = asked.length;
    await startRise(doctor, { ...environment, NO_PROXY: ".invalid" }).finished;
    expect(asked).toHaveLength(before);
    const socks = await startRise(doctor, { RISE_PYTHON: "none", HTTP_PROXY: "socks5://127.0.0.1:1" }).finished;
    expect(socks.stdout + socks.stderr).toContain("HTTP_PROXY must be an HTTP proxy");
    proxy.close();
  });
});
