import { afterEach, describe, expect, test } from "vitest";
import {
  ConfigError,
  InfrastructureError,
  memoryUsage,
  UnansweredError,
  type Policy,
  type SampleRequest,
} from "../../mdp/index.ts";
import type { EndpointInput } from "./endpoint-schema.ts";
import { opened, type OpenedOptions } from "./testing/opened.ts";
import {
  faultNames,
  scriptedBackend,
  startOpenaiServer,
  type OpenaiServer,
  type OpenaiServerOptions,
} from "./testing/index.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function scene(
  served: Partial<OpenaiServerOptions> = {},
  written: Partial<EndpointInput> = {},
  options: OpenedOptions = {},
): Promise<{ readonly server: OpenaiServer; readonly policy: () => Promise<Policy> }> {
  const backend = scriptedBackend(({ messages }) => `The answer to ${messages[0]?.content}`);
  const server = await startOpenaiServer({ backend, ...served });
  closing.push(() => server.close());
  const policy = async (): Promise<Policy> => {
    const endpoint = opened({ urls: [server.url], api: "chat", timeoutSeconds: 0.5, ...written }, options);
    closing.push(() => endpoint.close());
    return endpoint.served();
  };
  return { server, policy };
}
const ask = (changes: Partial<SampleRequest> = {}): SampleRequest => ({
  key: "1/train-1/0/0",
  messages: [{ role: "user", content: "3 + 4?" }],
  n: 1,
  seed: 7,
  temperature: 1,
  topP: 1,
  maxTokens: 12,
  ...changes,
});

describe("a server's fault is never an attempt (I4):", () => {
  test.each(faultNames)("%s is asked again", async (fault) => {
    let left = 0;
    const { server, policy } = await scene({ faults: () => (left-- > 0 ? fault : undefined) });
    const asked = await policy();
    left = 2;
    expect((await asked.sample(ask())).map(({ text }) => text)).toEqual(["The answer to 3 + 4?"]);
    expect(server.met.get(fault)).toBe(2);
  });

  test.each(["empty content", "503", "half a stream", "refusal"] as const)(
    "%s without end is a failure that names server, request and reason",
    async (fault) => {
      let isOn = false;
      const { server, policy } = await scene({ faults: () => (isOn ? fault : undefined) }, { retries: 1 });
      const asked = await policy();
      isOn = true;
      const error = await asked.sample(ask()).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(InfrastructureError);
      expect(String(error)).toContain(server.url);
      expect(String(error)).toContain("request 1/train-1/0/0");
      expect(server.met.get(fault)).toBe(2);
      expect(error instanceof UnansweredError).toBe(fault === "empty content" || fault === "refusal");
    },
  );

  test("after a non-answer another seed is drawn: the same one would give the same again", async () => {
    let left = 0;
    const { server, policy } = await scene({ faults: () => (left-- > 0 ? "empty content" : undefined) });
    const asked = await policy();
    left = 1;
    await asked.sample(ask());
    const [first, second] = server.requests.slice(-2).map(({ body }) => body["seed"]);
    expect(second).not.toBe(first);
  });
});

describe("what no repetition changes is the config's:", () => {
  test("a wrong key, named by its variable and never shown", async () => {
    const { policy } = await scene(
      { apiKey: "right" },
      { apiKeyEnv: "TEST_KEY" },
      { environment: { TEST_KEY: "s3cret" } },
    );
    const error = await policy().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain("check the key in TEST_KEY");
    expect(JSON.stringify(error) + String(error) + String((error as Error).cause)).not.toContain("s3cret");
  });

  test("a key that is not set", async () => {
    const { policy } = await scene({}, { apiKeyEnv: "TEST_KEY" });
    await expect(policy()).rejects.toThrow("TEST_KEY, which must hold the API key, got nothing");
  });

  test("a model that is not served, with those that are", async () => {
    const { policy } = await scene({ models: ["other-1", "other-2"] });
    await expect(policy()).rejects.toThrow("must serve test-model, got other-1, other-2");
  });

  test("a server that is not there", async () => {
    const { server, policy } = await scene();
    await server.close();
    closing.length = 0;
    await expect(policy()).rejects.toThrow("is the server up?");
  });

  test("an address with a password, which is not shown", () => {
    const show = (): unknown => opened({ urls: ["http://me:s3cret@host:8000"] });
    expect(show).toThrow("without a password in it");
    expect(show).not.toThrow("s3cret");
  });
});

describe("every request says how to sample:", () => {
  test("OpenAI's fields, and those that the config adds or leaves out", async () => {
    const { server, policy } = await scene(
      {},
      { extra: { chat_template_kwargs: { thinking: false } }, omit: ["seed"] },
    );
    await (await policy()).sample(ask({ topP: 0.9 }));
    expect(server.requests.at(-1)?.body).toEqual({
      model: "test-model",
      messages: [{ role: "user", content: "3 + 4?" }],
      temperature: 1,
      top_p: 0.9,
      max_tokens: 12,
      n: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      stream: false,
      chat_template_kwargs: { thinking: false },
    });
  });

  test("vLLM's, which would otherwise come from generation_config.json", async () => {
    const { server, policy } = await scene({ dialect: "vllm" });
    await (await policy()).sample(ask());
    expect(server.requests.at(-1)?.body).toMatchObject({ top_k: -1, min_p: 0, repetition_penalty: 1, seed: 3 }); // 7 >>> 1
  });

  test("transformers', which samples only where its generation config says so", async () => {
    const { server, policy } = await scene({ dialect: "transformers" });
    await (await policy()).sample(ask({ n: 2 }));
    const [first, second] = server.requests.slice(-2).map(({ body }) => body);
    expect(JSON.parse(String(first?.["generation_config"]))).toMatchObject({
      do_sample: true,
      top_k: 0,
      max_new_tokens: 12,
    });
    expect(first?.["seed"]).not.toBe(second?.["seed"]); // one response a request, each with a seed of its own
  });

  test("a server that wants another name for the token limit gets it", async () => {
    const refuses = (body: object): string | undefined =>
      "max_tokens" in body ? "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead." : undefined;
    const { server, policy } = await scene({ refuses });
    await (await policy()).sample(ask());
    expect(server.requests.at(-1)?.body).toMatchObject({ max_completion_tokens: 12 });
  });

  test("what else a server refuses is the config's, in the server's words", async () => {
    const { policy } = await scene({ refuses: () => "presence_penalty is not supported" });
    await expect(policy()).rejects.toThrow("presence_penalty is not supported; leave a field out with omit");
  });

  test("a server that gives one response whatever it is asked is asked for one at a time", async () => {
    const { server, policy } = await scene({
      backend: async () => [{ text: "one", stop: "endOfTurn", promptTokens: 1, generatedTokens: 1 }],
    });
    const before = await policy();
    const asked = server.requests.length;
    expect(await before.sample(ask({ n: 3 }))).toHaveLength(3);
    expect(server.requests.slice(asked).map(({ body }) => body["n"])).toEqual([1, 1, 1]);
  });
});

describe("money:", () => {
  const prices = { "test-model": { inputPerMillion: 1e6, outputPerMillion: 2e6 } }; // a dollar a token read, two a token written

  test("every call is recorded with what it took and costs, non-answers that were paid for as well", async () => {
    const ledger = memoryUsage();
    let left = 0;
    const { policy } = await scene({ faults: () => (left-- > 0 ? "abort" : undefined) }, {}, { ledger, prices });
    const asked = await policy();
    const before = ledger.totals().get("test-model");
    left = 1;
    await asked.sample(ask()); // "3 + 4?" is three words, "The answer to 3 + 4?" six
    const total = ledger.totals().get("test-model");
    expect((total?.requests ?? 0) - (before?.requests ?? 0)).toBe(2);
    expect((total?.usd ?? 0) - (before?.usd ?? 0)).toBe(2 * (3 + 2 * 6));
  });

  test("no call begins beyond the budget, and the next process counts what this one took (I7)", async () => {
    const ledger = memoryUsage();
    const { server, policy } = await scene({}, {}, { ledger, budget: { requests: 5 } });
    const asked = await policy(); // a probe is a request
    const sampled = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => asked.sample(ask({ key: `k/${i}` }))),
    );
    expect(sampled.filter(({ status }) => status === "fulfilled")).toHaveLength(4);
    expect(server.requests).toHaveLength(5);
    await expect(policy()).rejects.toThrow("the budget is spent: 5 requests of 5 requests");
    expect(server.requests).toHaveLength(5);
  });

  test("what is spent is the limit and what was in flight, no more", async () => {
    const ledger = memoryUsage();
    const options = { ledger, prices, budget: { usd: 100 } }; // a request costs 15, the probe 2 * (4 + ...)
    const { policy } = await scene({ delayMs: 5 }, { concurrency: 4 }, options);
    const asked = await policy();
    await Promise.allSettled(Array.from({ length: 40 }, (_, i) => asked.sample(ask({ key: `k/${i}` }))));
    const { usd = 0 } = ledger.totals().get("test-model") ?? {};
    expect(usd).toBeGreaterThanOrEqual(100);
    expect(usd).toBeLessThan(100 + 4 * 15);
  });

  test("a budget in money wants a price", async () => {
    const { policy } = await scene({}, {}, { budget: { usd: 1 } });
    await expect(policy()).rejects.toThrow("budget.usd needs the price of test-model, but none is set");
  });
});
