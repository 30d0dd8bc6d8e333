import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, streamText } from "ai";
import OpenAI, { NotFoundError } from "openai";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPython, runPython } from "../python.ts";
import { startServing, type Serving } from "./serving.ts";

const question = "Use 3, 8 and 14, each once, to reach 19.";
const messages = [{ role: "user", content: question }] as const;
let server: Serving;
beforeAll(async () => {
  server = await startServing(["--model", "models/reach", "--task", "reach-number"]);
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

describe("the openai npm client", () => {
  let client: OpenAI;
  beforeAll(() => {
    client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "none", maxRetries: 0 });
  });

  test("lists the models", async () => {
    const { data } = await client.models.list();
    expect(data.map(({ id }) => id)).toEqual(["reach", "plain", "rise-k5-vote", "rise-k5-last", "rise-n5-parallel"]);
  });

  test("chats: the same seed, the same answer; n answers; usage of all turns", async () => {
    const ask = { model: "rise-k3-vote", messages: [...messages], n: 2, seed: 7 };
    const [first, again] = [await client.chat.completions.create(ask), await client.chat.completions.create(ask)];
    expect(first.choices).toHaveLength(2);
    expect(first.choices).toEqual(again.choices);
    const turns = first.choices.flatMap(
      (choice) => (choice as unknown as { rise: { turns: { usage: { completion_tokens: number } }[] } }).rise.turns,
    );
    expect(turns).toHaveLength(6);
    expect(first.usage?.completion_tokens).toBe(turns.reduce((sum, { usage }) => sum + usage.completion_tokens, 0));
  });

  test("streams what it answers in one piece", async () => {
    for (const model of ["reach", "rise-k2-last"]) {
      const ask = { model, messages: [...messages], seed: 3 };
      const whole = await client.chat.completions.create(ask);
      const stream = client.chat.completions.stream({ ...ask, stream_options: { include_usage: true } });
      const final = await stream.finalChatCompletion();
      expect(final.choices[0]?.message.content).toBe(whole.choices[0]?.message.content);
      expect(final.usage).toEqual(whole.usage);
    }
  });

  test("a stop text ends the answer before it", async () => {
    const { choices } = await client.chat.completions.create({
      model: "reach",
      messages: [...messages],
      seed: 3,
      stop: "\n",
    });
    expect(choices[0]?.message.content).not.toContain("\n");
    expect(choices[0]?.finish_reason).toBe("stop");
  });

  test("completions", async () => {
    const { choices } = await client.completions.create({
      model: "reach",
      prompt: [question, "Hello"],
      max_tokens: 5,
      seed: 1,
    });
    expect(choices.map(({ index }) => index)).toEqual([0, 1]);
  });

  test("errors are of the client's own classes", async () => {
    const wrong = client.chat.completions.create({ model: "gpt-5", messages: [...messages] });
    await expect(wrong).rejects.toBeInstanceOf(NotFoundError);
    const tools = [{ type: "function" as const, function: { name: "f" } }];
    const refused = client.chat.completions.create({ model: "reach", messages: [...messages], tools });
    await expect(refused).rejects.toMatchObject({ status: 400, param: "tools" });
  });

  test("a request that is aborted frees its place", async () => {
    const gone = new AbortController();
    const stream = await client.chat.completions.create(
      { model: "rise-k32-last", messages: [...messages], stream: true },
      { signal: gone.signal },
    );
    for await (const _ of stream) break;
    gone.abort();
    await expect.poll(() => metric(server.url, "rise_samples_running"), { timeout: 10_000 }).toBe(0);
  });
});

test("the Vercel AI SDK generates and streams through its OpenAI-compatible provider", async () => {
  const provider = createOpenAICompatible({ name: "rise", baseURL: `${server.url}/v1`, includeUsage: true });
  const model = provider("rise-k3-vote");
  const whole = await generateText({ model, prompt: question, seed: 5 });
  expect(whole.text).toMatch(/\S/);
  expect(whole.usage.outputTokens).toBeGreaterThan(0);
  const stream = streamText({ model, prompt: question, seed: 5 });
  expect(await stream.text).toBe(whole.text);
  expect((await stream.usage).outputTokens).toBe(whole.usage.outputTokens);
});

const python = findPython("openai");
test.skipIf(python.command === undefined)(`Python's openai client chats and streams ${python.note}`, () => {
  const script = `
import sys, openai
client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="none", max_retries=0)
ask = dict(model="rise-k2-last", messages=[{"role": "user", "content": sys.argv[2]}], seed=4)
whole = client.chat.completions.create(**ask)
pieces = [c.choices[0].delta.content or "" for c in client.chat.completions.create(stream=True, **ask) if c.choices]
assert "".join(pieces) == whole.choices[0].message.content, pieces
assert whole.usage.completion_tokens > 0
assert len(whole.choices[0].rise["turns"]) == 2
try:
    client.chat.completions.create(**ask, extra_body={"rise": {"turn": 3}})
    raise SystemExit("not refused")
except openai.BadRequestError as error:
    assert error.param == "rise.turn", error
print('"ok"')
`;
  expect(runPython(python, script, server.url, question)).toBe("ok");
});

async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, "m").exec(text)?.[1]);
}
