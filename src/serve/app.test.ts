import { describe, expect, test } from "vitest";
import { ContextError, InfrastructureError, type Policy } from "../mdp/index.ts";
import { evaluate, evaluateSchema } from "../evaluate/index.ts";
import { addition, additionTask, attemptOf, scriptedPolicy } from "../mdp/testing/index.ts";
import { mdpSchema } from "../mdp/index.ts";
import { appOf, chat, countingPolicy, eventsOf, post, servedOf } from "./testing/index.ts";

interface Reply {
  readonly choices: readonly {
    readonly index: number;
    readonly message: { readonly content: string };
    readonly text: string;
    readonly finish_reason: string;
    readonly rise: {
      readonly chosen: number;
      readonly ended: string;
      readonly turns: readonly { readonly text: string; readonly is_correct?: boolean }[];
      readonly votes: readonly { readonly answer: string; readonly turns: readonly number[] }[];
    };
  }[];
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number };
}
const replyTo = async (app: ReturnType<typeof appOf>, body: unknown, path?: string): Promise<Reply> => {
  const response = await post(app, body, path === undefined ? {} : { path });
  expect(response.status, await response.clone().text()).toBe(200);
  return (await response.json()) as Reply;
};
const errorOf = async (response: Response): Promise<Record<string, unknown>> =>
  ((await response.json()) as { error: Record<string, unknown> }).error;

/** Answers by a list, one for each turn. */
const saying = (...answers: readonly string[]): Policy =>
  scriptedPolicy(
    ({ messages }, index) => answers[messages.filter(({ role }) => role === "assistant").length + index] ?? "",
  );

describe("strategies", () => {
  test("the served model's own name and `plain` are one turn", async () => {
    const app = appOf(servedOf(countingPolicy()));
    for (const model of ["counting", "plain"]) {
      const { choices } = await replyTo(app, chat({ model }));
      expect(choices.map(({ message, rise }) => [message.content, rise.turns.length])).toEqual([["It is #### 0", 1]]);
    }
  });

  test("rise-k5-vote is the earliest turn of the most frequent answer, rise-k5-last the last turn; answers that are equal are one vote", async () => {
    const app = appOf(servedOf(saying("#### 7", "#### 5", "it is #### 05", "#### 9", "?")));
    const vote = (await replyTo(app, chat({ model: "rise-k5-vote" }))).choices[0];
    expect(vote?.message.content).toBe("#### 5");
    expect(vote?.rise).toMatchObject({ chosen: 1, ended: "turns" });
    expect(vote?.rise.votes).toEqual([
      { answer: "7", turns: [0] },
      { answer: "5", turns: [1, 2] },
      { answer: "9", turns: [3] },
    ]);
    expect((await replyTo(app, chat({ model: "rise-k5-last" }))).choices[0]?.message.content).toBe("?");
  });

  test("rise-n5-parallel votes among first turns, asked for together", async () => {
    const policy = scriptedPolicy((_, index) => `#### ${[1, 2, 2, 3, 1][index]}`);
    const { choices } = await replyTo(appOf(servedOf(policy)), chat({ model: "rise-n5-parallel" }));
    expect(choices[0]?.message.content).toBe("#### 1"); // 1 and 2 have two votes each: 1 was first
    expect(policy.requests.map(({ n }) => n)).toEqual([5]);
  });

  test("where no turn has an answer to vote for, the last one is the answer", async () => {
    const app = appOf(servedOf(saying("a", "b", "c")));
    expect((await replyTo(app, chat({ model: "rise-k3-vote" }))).choices[0]?.message.content).toBe("c");
  });

  test("the fields of rise say the same as a name; both at once are refused", async () => {
    const app = appOf(servedOf(countingPolicy()));
    const { choices } = await replyTo(app, chat({ rise: { turns: 3, select: "last" } }));
    expect(choices[0]?.message.content).toBe("It is #### 2");
    expect(await errorOf(await post(app, chat({ model: "rise-k5-vote", rise: { turns: 3 } })))).toMatchObject({
      param: "rise",
    });
  });

  test("turns end where so many in a row agree, if that is asked for", async () => {
    const app = appOf(servedOf(saying("#### 1", "#### 4", "#### 4", "#### 5", "#### 5")));
    const { choices } = await replyTo(app, chat({ model: "rise-k5-vote", rise: { agree: 2 } }));
    expect(choices[0]?.rise).toMatchObject({ ended: "agreed", chosen: 1 });
    expect(choices[0]?.rise.turns).toHaveLength(3);
  });

  test("with the right answer given the turns end where one reaches it, and nobody but the grader sees it", async () => {
    const policy = scriptedPolicy(
      ({ messages }) => `#### ${3 + messages.filter(({ role }) => role === "assistant").length}`,
    );
    const { choices } = await replyTo(appOf(servedOf(policy)), chat({ model: "rise-k5-vote", rise: { gold: "5.0" } }));
    expect(choices[0]?.rise).toMatchObject({ ended: "verified", chosen: 2 });
    expect(choices[0]?.rise.turns.map((turn) => turn.is_correct)).toEqual([false, false, true]);
    expect(JSON.stringify(policy.requests)).not.toContain("5.0");
  });

  test("where a gold answer would run as a program, answers are read without it, and no client gives one", async () => {
    const reader = {
      grade: () => Promise.reject(new Error("it ran")),
      isSameAnswer: (a: string, b: string) => a === b,
      readAnswer: (text: string) => /`(.*)`/.exec(text)?.[1] ?? null,
    };
    const app = appOf(servedOf(saying("`f(1)`", "`f(2)`", "?", "so `f(2)`"), { reader }));
    expect((await replyTo(app, chat({ model: "rise-k4-vote" }))).choices[0]?.rise.votes).toEqual([
      { answer: "f(1)", turns: [0] },
      { answer: "f(2)", turns: [1, 3] },
    ]);
    expect(await errorOf(await post(app, chat({ rise: { gold: "import os" } })))).toMatchObject({ param: "rise.gold" });
  });

  test("a verifier ends the turns, and its feedback stands before the introspection prompt", async () => {
    const policy = scriptedPolicy(({ messages }) => `#### ${messages.length}`);
    const verifier = async ({ answer }: { readonly answer: string | null }) =>
      answer === "3" ? { isCorrect: true } : { isCorrect: false, feedback: "Too small." };
    const { choices } = await replyTo(appOf(servedOf(policy, { verifier })), chat({ model: "rise-k4-last" }));
    expect(choices[0]?.rise).toMatchObject({ ended: "verified", chosen: 1 });
    expect(policy.requests[1]?.messages.at(-1)?.content).toBe("Too small.\nCheck your answer, then answer again.");
  });

  test("where the chat grows too long for another turn, the turns so far are the answer; where the first has no room, it is refused", async () => {
    const full = new ContextError("request k must leave room in model /secret/folder");
    const policy = scriptedPolicy(({ messages }) => {
      if (messages.length > 3 || messages[0]?.content === "long") throw full;
      return "#### 1";
    });
    const app = appOf(servedOf(policy));
    const { choices } = await replyTo(app, chat({ model: "rise-k5-last" }));
    expect(choices[0]?.rise).toMatchObject({ ended: "context", chosen: 1 });
    const refused = await post(app, chat({ messages: [{ role: "user", content: "long" }] }));
    expect(refused.status).toBe(400);
    expect(await errorOf(refused)).toMatchObject({ code: "context_length_exceeded", param: "messages" });
  });

  test("the same seed, with the key of `rise eval`, gives the texts of `rise eval`", async () => {
    const byRequest = (): Policy =>
      scriptedPolicy(({ seed, messages }, index) => `#### ${seed % 1000}${index}${messages.length}`);
    const problem = addition(2, 3, "test");
    const mdp = { ...mdpSchema.parse({ introspection: "brief" }), attemptsInView: 8 };
    const options = { ...evaluateSchema.parse({ turns: 3, seeds: 1 }), name: "base", mdp, seed: 11 };
    const { transcripts } = await evaluate(byRequest(), additionTask(), [problem], options);
    const key = `evaluate/base/0/${problem.id}`;
    const asked = chat({ model: "rise-k3-vote", seed: 11, rise: { key } });
    const { choices } = await replyTo(appOf(servedOf(byRequest())), asked);
    expect(choices[0]?.rise.turns.map(({ text }) => text)).toEqual(transcripts[0]?.turns.map(({ text }) => text));
  });
});

describe("fields", () => {
  test("n answers are as many, each with its own samples; usage counts all turns of all of them", async () => {
    const policy = scriptedPolicy(({ seed }) => `#### ${seed}`);
    const { choices, usage } = await replyTo(appOf(servedOf(policy)), chat({ model: "rise-k2-last", n: 3, seed: 1 }));
    expect(choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(new Set(choices.map(({ message }) => message.content)).size).toBe(3);
    const generated = choices.flatMap(({ rise }) => rise.turns).reduce((sum, { text }) => sum + text.length, 0);
    expect(usage).toEqual({ prompt_tokens: 6, completion_tokens: generated, total_tokens: 6 + generated }); // a token each character, one read each turn
  });

  test("the same seed gives the same answer, no seed another one each time", async () => {
    const app = appOf(servedOf(scriptedPolicy(({ seed }) => String(seed))));
    const answer = async (body: object): Promise<string> =>
      (await replyTo(app, chat(body))).choices[0]?.message.content ?? "";
    expect(await answer({ seed: 5 })).toBe(await answer({ seed: 5 }));
    expect(await answer({ seed: 5 })).not.toBe(await answer({ seed: 6 }));
    expect(await answer({})).not.toBe(await answer({}));
  });

  test("stop texts end a response before them, in every turn; `stop` is why it ended", async () => {
    const policy = scriptedPolicy(() => attemptOf("one END two", { stop: "length" }));
    const body = chat({ model: "rise-k2-last", stop: ["two", " END"] });
    const { choices } = await replyTo(appOf(servedOf(policy)), body);
    expect(choices[0]?.message.content).toBe("one");
    expect(choices[0]?.finish_reason).toBe("stop");
    expect(policy.requests[1]?.messages[1]?.content).toBe("one"); // the next turn sees what the client would
  });

  test("settings reach the model: temperature, top_p, the limit by either name, the view", async () => {
    const policy = scriptedPolicy(() => "x");
    const app = appOf(servedOf(policy));
    await replyTo(
      app,
      chat({ temperature: 0.5, top_p: 0.9, max_completion_tokens: 7, rise: { turns: 3, attemptsInView: 1 } }),
    );
    expect(policy.requests[2]).toMatchObject({ temperature: 0.5, topP: 0.9, maxTokens: 7 });
    expect(policy.requests[2]?.messages).toHaveLength(3);
    await replyTo(app, chat({ max_tokens: 9 }));
    expect(policy.requests.at(-1)?.maxTokens).toBe(9);
    await replyTo(app, chat());
    expect(policy.requests.at(-1)).toMatchObject({ temperature: 1, topP: 1, maxTokens: 100 });
  });

  test("an answer that a client hands back is read, and parts of text are one text", async () => {
    const policy = scriptedPolicy(() => "x");
    const messages = [
      { role: "developer", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
      {
        role: "assistant",
        content: "c",
        refusal: null,
        annotations: [],
        audio: null,
        tool_calls: null,
        function_call: null,
      },
      { role: "user", content: "d" },
    ];
    await replyTo(appOf(servedOf(policy)), chat({ messages }));
    expect(policy.requests[0]?.messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "a\nb" },
      { role: "assistant", content: "c" },
      { role: "user", content: "d" },
    ]);
  });

  test("completions ask each prompt as a user's message, n times", async () => {
    const policy = scriptedPolicy(({ messages }) => `re ${messages[0]?.content}`);
    const body = { model: "plain", prompt: ["a", "b"], n: 2 };
    const { choices } = await replyTo(appOf(servedOf(policy)), body, "/v1/completions");
    expect(choices.map(({ index, text }) => [index, text])).toEqual([[0, "re a"], [1, "re a"], [2, "re b"], [3, "re b"]]); // prettier-ignore
    expect(policy.requests[0]?.maxTokens).toBe(16); // the API's own default
  });

  test.each([
    ["model", { model: 5 }],
    ["model", { model: undefined }],
    ["messages", { messages: "hi" }],
    ["messages", { messages: [] }],
    ["messages.0.role", { messages: [{ role: "tool", content: "x" }] }],
    ["messages.0.content", { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] }],
    ["messages.0.name", { messages: [{ role: "user", content: "x", name: "Tom" }] }],
    ["messages.0.role", { messages: [{ role: "assistant", content: "x" }] }],
    ["n", { n: 0 }],
    ["n", { n: 1e9 }],
    ["n", { n: 40, rise: { parallel: 5 } }],
    ["temperature", { temperature: -1 }],
    ["temperature", { temperature: "1" }],
    ["top_p", { top_p: 0 }],
    ["max_tokens", { max_tokens: 0 }],
    ["max_tokens", { max_tokens: 3, max_completion_tokens: 4 }],
    ["seed", { seed: 1.5 }],
    ["stop", { stop: ["a", "b", "c", "d", "e"] }],
    ["stop", { stop: "" }],
    ["stop", { stop: "\ud83d" }],
    ["rise.key", { rise: { key: "half of \ude00" } }],
    ["stream", { stream: "yes" }],
    ["stream_options.include_obfuscation", { stream_options: { include_obfuscation: true } }],
    ["logprobs", { logprobs: true }],
    ["top_logprobs", { top_logprobs: 3 }],
    ["response_format", { response_format: { type: "json_object" } }],
    ["tools", { tools: [{ type: "function", function: { name: "f" } }] }],
    ["tool_choice", { tool_choice: "required" }],
    ["frequency_penalty", { frequency_penalty: 0.5 }],
    ["logit_bias", { logit_bias: { 5: 1 } }],
    ["reasoning_effort", { reasoning_effort: "high" }],
    ["top_k", { top_k: 50 }],
    ["min_p", { min_p: 0.1 }],
    ["rise.turns", { rise: { turns: 1000 } }],
    ["rise.turn", { rise: { turn: 3 } }],
    ["rise.agree", { model: "rise-k2-vote", rise: { agree: 3 } }],
    ["rise.parallel", { rise: { turns: 2, parallel: 2 } }],
    ["temprature", { temprature: 1 }],
  ])("%s is refused by name: %j", async (param, changes) => {
    const response = await post(appOf(servedOf(countingPolicy())), chat(changes));
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ param, type: "invalid_request_error" });
  });

  test.each([
    { tools: [], tool_choice: "none", response_format: { type: "text" }, logprobs: false, store: false, n: null },
    { frequency_penalty: 0, presence_penalty: 0, logit_bias: {}, user: "u", metadata: { a: "b" }, stop: null },
    { top_k: -1, min_p: 0, repetition_penalty: 1, modalities: ["text"], service_tier: "auto", logprobs: null },
  ])("what asks for nothing is taken: %j", async (changes) => {
    expect((await post(appOf(servedOf(countingPolicy())), chat(changes))).status).toBe(200);
  });

  test("an unknown field's error names the field that was meant", async () => {
    const error = await errorOf(await post(appOf(servedOf(countingPolicy())), chat({ temprature: 1 })));
    expect(error["message"]).toBe("temprature is not a field that this server knows; did you mean temperature?");
  });

  test("a model that is not served is 404, also with a number beyond the limits", async () => {
    for (const model of ["gpt-4o", "rise-k33-vote", "rise-k0-vote", "rise-n65-parallel", "rise-k5-best"]) {
      const response = await post(appOf(servedOf(countingPolicy())), chat({ model }));
      expect([response.status, (await errorOf(response))["code"]]).toEqual([404, "model_not_found"]);
    }
  });
});

interface Chunk {
  readonly choices: readonly {
    readonly delta: { readonly content?: string };
    readonly finish_reason: string | null;
    readonly rise?: { readonly turn?: number; readonly chosen?: number };
  }[];
  readonly usage?: object | null;
}

test("a body that is not UTF-8 is refused: its text would be another", async () => {
  const body = Buffer.from(JSON.stringify(chat()).replace("What", "Wh\u00fft"), "latin1");
  const request = { method: "POST", headers: { "content-type": "application/json", host: "localhost:8000" }, body };
  const answered = await appOf(servedOf(countingPolicy())).fetch(
    new Request("http://localhost:8000/v1/chat/completions", request),
  );
  expect([answered.status, (await errorOf(answered))["message"]]).toEqual([400, "the body is not UTF-8"]);
});

describe("streams", () => {
  const chunksOf = async (body: object, policy = countingPolicy()): Promise<readonly Chunk[]> => {
    const events = await eventsOf(await post(appOf(servedOf(policy)), chat({ stream: true, ...body })));
    expect(events.at(-1)).toBe("[DONE]");
    return events.slice(0, -1).map((event) => JSON.parse(event) as Chunk);
  };

  test("turns come as they are taken, then the answer in the standard fields, once", async () => {
    const chunks = await chunksOf({ model: "rise-k3-last" });
    const choices = chunks.map(({ choices }) => choices[0]);
    expect(choices.map((choice) => choice?.rise?.turn).filter((turn) => turn !== undefined)).toEqual([0, 1, 2]);
    expect(choices.map((choice) => choice?.delta.content ?? "").join("")).toBe("It is #### 2");
    expect(choices.at(-1)).toMatchObject({ finish_reason: "stop", rise: { chosen: 2, ended: "turns" } });
    expect(choices.slice(0, -1).every((choice) => choice?.finish_reason === null)).toBe(true);
    expect(chunks.some((chunk) => "usage" in chunk)).toBe(false);
  });

  test("usage comes last where it is asked for, in a chunk without choices", async () => {
    const chunks = await chunksOf({ stream_options: { include_usage: true } });
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 12 } });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  });

  test("a single turn's text comes as it is sampled, stop texts held back", async () => {
    const growing: Policy = {
      ...countingPolicy(),
      async sample({ onText, n }) {
        for (const piece of ["He", "llo S", "T", "OP and more"]) if (onText?.(piece, 0) === "enough") break;
        return Array.from({ length: n }, () => attemptOf("Hello STOP and more"));
      },
    };
    const chunks = await chunksOf({ stop: "STOP" }, growing);
    const pieces = chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta.content ?? ""));
    expect(pieces.filter((piece) => piece !== "")).toEqual(["He", "llo "]);
  });

  test("a failure before the first text leaves nothing behind that would keep the process alive", async () => {
    const failing = scriptedPolicy(() => {
      throw new InfrastructureError("the server failed");
    });
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const app = appOf(servedOf(failing));
    const before = timers();
    for (let i = 0; i < 5; i++) expect((await post(app, chat({ stream: true }))).status).toBe(502);
    expect(timers()).toBe(before);
  });

  test("a failure before the first text has its status; a later one is the stream's last event", async () => {
    const failing = scriptedPolicy(({ messages }) => {
      if (messages.length > 1) throw new InfrastructureError("the server at /home/me failed");
      return "#### 1";
    });
    const early = await post(
      appOf(servedOf(failing)),
      chat({
        stream: true,
        messages: [
          { role: "user", content: "a" },
          { role: "assistant", content: "b" },
          { role: "user", content: "c" },
        ],
      }),
    );
    expect(early.status).toBe(502);
    const events = await eventsOf(await post(appOf(servedOf(failing)), chat({ stream: true, model: "rise-k2-last" })));
    expect(JSON.parse(events.at(-1) ?? "")).toMatchObject({ error: { type: "server_error" } });
    expect(events.join("")).not.toContain("/home/me");
  });
});
