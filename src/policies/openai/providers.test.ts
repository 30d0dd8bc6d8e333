import { afterEach, describe, expect, test } from "vitest";
import { ConfigError, type Policy, type SampleRequest } from "../../mdp/index.ts";
import { canonicalAddress } from "./address.ts";
import type { EndpointInput } from "./endpoint-schema.ts";
import { opened, type OpenedOptions } from "./testing/opened.ts";
import {
  exhausted,
  exhaustedIn200,
  refusesFields,
  scriptedBackend,
  startOpenaiServer,
  thinking,
  type OpenaiServer,
  type OpenaiServerOptions,
} from "./testing/index.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function scene(
  served: Partial<OpenaiServerOptions>,
  written: Partial<EndpointInput> & { readonly at?: string } = {},
  options: OpenedOptions = {},
): Promise<{ readonly server: OpenaiServer; readonly notes: string[]; open(): Promise<Policy> }> {
  const server = await startOpenaiServer({ backend: scriptedBackend(() => "It is 7."), ...served });
  closing.push(() => server.close());
  const notes: string[] = [];
  const { at = "", ...rest } = written;
  const endpoint = opened(
    { urls: [`${server.url}${at}`], timeoutSeconds: 2, ...rest },
    { note: (line) => notes.push(line), ...options },
  );
  closing.push(() => endpoint.close());
  return { server, notes, open: () => endpoint.served() };
}

const ask = (changes: Partial<SampleRequest> = {}): SampleRequest => ({
  key: "1/train-1/0/0",
  messages: [{ role: "user", content: "3 + 4?" }],
  n: 1,
  seed: 7,
  temperature: 0.7,
  topP: 1,
  maxTokens: 40,
  ...changes,
});

type Rewrites = NonNullable<OpenaiServerOptions["rewrites"]>;

const messageAs =
  (write: (text: string) => object, finish = "stop", usage: object = {}): Rewrites =>
  (answer) => ({
    ...answer,
    choices: (answer["choices"] as { message: { content: string } }[]).map((choice, index) => ({
      index,
      message: { role: "assistant", ...write(choice.message.content) },
      finish_reason: finish,
    })),
    usage: { prompt_tokens: 9, completion_tokens: 20, ...usage },
  });

describe("addresses:", () => {
  test.each([
    ["", "/v1", ""],
    ["/v1", "/v1", ""],
    ["/v1/chat/completions", "/v1", ""],
    ["/api/paas/v4", "/api/paas/v4", ""],
    ["/v1beta/openai/", "/v1beta/openai", ""],
    ["/openai/v1", "/openai/v1", ""],
    ["/gateway/model-7", "/gateway/model-7/v1", ""],
    ["", "", ""],
    ["/openai/deployments/m?api-version=2024-10-21", "/openai/deployments/m", "api-version=2024-10-21"],
  ])("%j is a server whose paths are below %j", async (at, base, query) => {
    const { open } = await scene({ base, query }, { at });
    expect(await (await open()).sample(ask())).toMatchObject([{ text: "It is 7." }]);
  });

  test("a base is found also where no models are listed there", async () => {
    const { open } = await scene(
      { base: "", more: (_, path) => (path.endsWith("/models") ? "<html>" : undefined) },
      { at: "" },
    );
    expect(await (await open()).sample(ask())).toHaveLength(1);
  });

  test("what a run has stored stays what it is", () => {
    expect(canonicalAddress("http://host:8000/v1/")).toBe("http://host:8000");
    expect(canonicalAddress("http://host:8000")).toBe("http://host:8000");
  });

  test("a key in the query is refused, and not shown", () => {
    const show = (): unknown => opened({ urls: ["http://host/v1?api-key=s3cret"] });
    expect(show).toThrow("must hold no key, got ?api-key=...");
    expect(show).not.toThrow("s3cret");
  });
});

describe("an account that can buy no more ends it at once:", () => {
  test.each(Object.keys(exhausted))("%s", async (name) => {
    let isOn = false;
    const { server, open } = await scene({ refuses: () => (isOn ? exhausted[name] : undefined) });
    const policy = await open();
    isOn = true;
    const asked = server.requests.length;
    const error = await policy.sample(ask()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(/credit|quota|pause of 24 hours/);
    expect(server.requests.length - asked).toBe(1);
  });

  test.each(Object.entries(exhaustedIn200))("also where the server answers 200: %s", async (_, body) => {
    let isOn = false;
    const { server, open } = await scene({ rewrites: (answer) => (isOn ? body : answer) });
    const policy = await open();
    isOn = true;
    const asked = server.requests.length;
    await expect(policy.sample(ask())).rejects.toThrow(/no credit or quota left/);
    expect(server.requests.length - asked).toBe(1);
  });

  test("but an answer that speaks of credit is an answer", async () => {
    const { open } = await scene({ rewrites: messageAs(() => ({ content: "He has insufficient credits: 7." })) });
    expect(await (await open()).sample(ask())).toMatchObject([{ text: "He has insufficient credits: 7." }]);
  });

  test("and nobody waits on for the same account", async () => {
    let asked = 0;
    const busy = { status: 429, headers: { "retry-after": "50" }, body: { error: { message: "slow down" } } };
    const { open } = await scene({
      refuses: () => (asked++ < 2 ? undefined : asked === 4 ? exhausted["DeepSeek: balance"] : busy),
    });
    const policy = await open();
    asked = 2;
    const beganMs = performance.now();
    const both = await Promise.allSettled([policy.sample(ask()), policy.sample(ask({ key: "other" }))]);
    expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(performance.now() - beganMs).toBeLessThan(40_000); // the pause asked for is longer
  });

  test("a limit of a minute is waited out, though it is worded as a quota", async () => {
    let left = 0;
    const minute = {
      error: { message: "You exceeded your current quota, check your plan and billing. Please retry in 0.1s." },
    };
    const { open } = await scene({ refuses: () => (left-- > 0 ? { status: 429, body: minute } : undefined) });
    const policy = await open();
    left = 1;
    expect(await policy.sample(ask())).toHaveLength(1);
  });
});

describe("a field that is refused is left out from then on, and that is said once:", () => {
  test.each(Object.entries(refusesFields))("%s", async (_, refuses) => {
    const { server, notes, open } = await scene({ refuses });
    const policy = await open();
    expect(await policy.sample(ask({ n: 3 }))).toHaveLength(3);
    const asked = server.requests.length;
    expect(await policy.sample(ask({ n: 3, key: "2" }))).toHaveLength(3);
    expect(server.requests.slice(asked).every(({ body }) => refuses(body) === undefined)).toBe(true);
    expect(notes.filter((line) => line.includes("from here on"))).toHaveLength(1);
  });

  test("greedy responses of a server without temperatures are drawn, not repeated", async () => {
    const { server, open } = await scene({ refuses: refusesFields["OpenAI: temperature"] ?? (() => undefined) });
    const policy = await open();
    const asked = server.requests.length;
    await policy.sample(ask({ n: 3, temperature: 0 }));
    expect(server.requests.slice(asked).map(({ body }) => body["n"])).toEqual([3]);
  });

  test("a limit that is too high is the config's, not a field to leave out", async () => {
    const words = "max_tokens is too large: 99999. This model supports at most 4096 completion tokens.";
    const { open } = await scene({
      refuses: () => ({ status: 400, body: { error: { message: words, param: "max_tokens" } } }),
    });
    await expect(open()).rejects.toThrow("max_tokens is too large");
  });

  test("what the config adds itself is not left out", async () => {
    const refuses = refusesFields["OpenAI: temperature"] ?? (() => undefined);
    const { open } = await scene({ refuses }, { extra: { temperature: 0.3 } });
    await expect(open()).rejects.toThrow("'temperature' does not support");
  });
});

describe("models that think first:", () => {
  test.each(Object.entries(thinking))("the thought is kept apart and counted: %s", async (_, write) => {
    const { open } = await scene({ rewrites: messageAs(write) });
    const [attempt] = await (await open()).sample(ask());
    expect(attempt).toMatchObject({ text: "It is 7.", thought: "Let me think.", usage: { generatedTokens: 20 } });
    expect(attempt?.usage.thoughtTokens).toBe(12); // 13 characters of 21, of 20 tokens
  });

  test.each([
    [{ completion_tokens: 20, completion_tokens_details: { reasoning_tokens: 15 } }, 20, 15],
    [{ completion_tokens: 5, total_tokens: 29 }, 20, 15], // Gemini counts the thought in the total alone: 29 - 9 - 5
  ])("a thought that the server keeps to itself is counted: %j", async (usage, generatedTokens, thoughtTokens) => {
    const { open } = await scene({ rewrites: messageAs((content) => ({ content }), "stop", usage) });
    const [attempt] = await (await open()).sample(ask());
    expect(attempt).toMatchObject({ text: "It is 7.", usage: { generatedTokens, thoughtTokens } });
  });

  const silentBelow =
    (limit: number, finish: string, message: object): Rewrites =>
    (answer, body) =>
      Number(body["max_tokens"]) < limit ? messageAs(() => message, finish)(answer, body) : answer;

  test.each([
    ["length", { content: null, reasoning_content: "Hm, " }],
    ["length", { content: "", reasoning: "Hm, " }],
    ["length", { content: "<think>Hm, " }],
    ["length", { content: "" }],
    ["stop", { content: "", reasoning_content: "Hm, " }],
    ["stop", { content: null }],
  ])("the probe finds a server that says nothing in few tokens: %s, %j", async (finish, message) => {
    const { open } = await scene({ rewrites: silentBelow(50, finish, message) });
    expect(await (await open()).sample(ask({ maxTokens: 1000 }))).toMatchObject([{ text: "It is 7." }]);
  });

  test("a thought that the limit cuts off is an attempt that was cut off, asked for once", async () => {
    const { server, open } = await scene({ rewrites: silentBelow(50, "length", { content: "", reasoning: "Hm, " }) });
    const policy = await open();
    const asked = server.requests.length;
    expect(await policy.sample(ask())).toMatchObject([{ text: "", stop: "length", thought: "Hm, " }]);
    expect(server.requests.length - asked).toBe(1);
  });

  test("so is one that OpenAI answers by 400", async () => {
    const words =
      "Could not finish the message because max_tokens or model output limit was reached. Please try again.";
    const { open } = await scene({
      refuses: (body) =>
        Number(body["max_tokens"]) < 50 ? { status: 400, body: { error: { message: words } } } : undefined,
    });
    expect(await (await open()).sample(ask())).toMatchObject([{ text: "", stop: "length" }]);
  });

  test("an attempt without words is no empty message in the next request", async () => {
    const { server, open } = await scene({});
    await (
      await open()
    ).sample(
      ask({
        messages: [
          { role: "user", content: "?" },
          { role: "assistant", content: "" },
          { role: "user", content: "!" },
        ],
      }),
    );
    expect(server.requests.at(-1)?.body["messages"]).toContainEqual({ role: "assistant", content: "(no answer)" });
  });
});

test.each([
  ["STOP", "endOfTurn"],
  ["COMPLETE", "endOfTurn"],
  ["MAX_TOKENS", "length"],
  ["model_length", "length"],
])("a response that ended by %s has the stop %s", async (finish, stop) => {
  const { open } = await scene({ rewrites: messageAs((content) => ({ content }), finish) });
  expect(await (await open()).sample(ask())).toMatchObject([{ text: "It is 7.", stop }]);
});

test("a refusal among a content's parts is no answer, whatever is said beside it", async () => {
  let isOn = false;
  const parts = [
    { type: "text", text: "Well, " },
    { type: "refusal", refusal: "I cannot." },
  ];
  const { open } = await scene(
    { rewrites: (answer, body) => (isOn ? messageAs(() => ({ content: parts }))(answer, body) : answer) },
    { retries: 1 },
  );
  const policy = await open();
  isOn = true;
  await expect(policy.sample(ask())).rejects.toThrow("a refusal, 2 times");
});

test("a success that says what is wrong is shown in its words", async () => {
  const { open } = await scene({ rewrites: () => ({ success: false, msg: "model is loading" }) }, { retries: 0 });
  await expect(open()).rejects.toThrow("a reply without a choice: model is loading");
});

test.each([{ choices: [] }, {}, { choices: null }])(
  "a server that answers without a choice does not work: %j",
  async (reply) => {
    const { open } = await scene({ rewrites: () => reply }, { retries: 1 });
    await expect(open()).rejects.toThrow(/without a choice.*this server does not work for it/);
  },
);

test("a model is known by the names that servers list it under", async () => {
  for (const [listed, model] of [
    ["models/gemini-pro", "gemini-pro"],
    ["llama3:latest", "llama3"],
    ["openai/*", "openai/gpt-4o"],
  ] as const) {
    const { open } = await scene({ models: [listed] }, { model });
    expect(await (await open()).sample(ask())).toHaveLength(1);
  }
});
