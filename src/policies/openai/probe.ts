import { ConfigError, InfrastructureError } from "../../mdp/index.ts";
import type { Answer, Ask } from "./ask.ts";
import type { Prompts } from "./prompts.ts";
import type { Servers } from "./servers.ts";
import { askFacts, type ServerFacts } from "./server-facts.ts";
import { chatWire } from "./wires/chat.ts";
import { completionsWire, vllmTokensWire } from "./wires/completions.ts";
import type { EngineName } from "./wires/dialect.ts";
import { llamaTokensWire } from "./wires/llama-server.ts";
import { sglangTokensWire } from "./wires/sglang.ts";
import { fieldsOf, itemsOf } from "./wires/reply-fields.ts";
import type { Wire } from "./wires/wire.ts";

/** What a probe of an endpoint found. */
export interface Probe {
  /** One for each address. */
  readonly facts: readonly ServerFacts[];
  readonly engine: EngineName;
  /** The protocol to ask by. */
  readonly wire: Wire;
  /** The shortest context of all servers, in tokens, where they say. */
  readonly contextTokens?: number;
  /** Why a better protocol is not used. */
  readonly notes: readonly string[];
}

const question: Ask["messages"] = [{ role: "user", content: "What is 3 + 4?" }];

/**
 * Finds out how an endpoint's servers are best asked: in token ids where they can, which is tried, not assumed.
 *
 * @param prompts how chats are rendered here; absent: they are left to the servers
 * @throws ConfigError if a server is not there, serves another model, or cannot do what the config wants
 */
export async function probe(servers: Servers, prompts?: Prompts, signal?: AbortSignal): Promise<Probe> {
  const { endpoint } = servers;
  const facts = await Promise.all(endpoint.urls.map((url) => askFacts(servers, url, signal)));
  const engine = sameEngine(facts);
  const contexts = facts.flatMap(({ contextTokens }) => contextTokens ?? []);
  const found = { facts, engine, ...(contexts.length === 0 ? {} : { contextTokens: Math.min(...contexts) }) };
  const tokens = tokensWire(engine);
  if (endpoint.api === "chat" || endpoint.api === "completions") {
    if (endpoint.api === "completions" && prompts === undefined) throw missingTokenizer("completions");
    const text = endpoint.api === "chat" ? chatWire(engine) : completionsWire(engine);
    return { ...found, wire: await asTaken(servers, text, prompts, signal), notes: [] };
  }
  const reason = await whyNotTokens(servers, tokens, prompts, signal);
  if (reason === undefined && tokens !== undefined) return { ...found, wire: tokens, notes: [] };
  if (endpoint.api === "tokens") {
    if (prompts === undefined) throw missingTokenizer("tokens");
    throw new ConfigError(
      `api: tokens wants a server that takes and gives token ids, got one that does not: ${reason}; use api: auto`,
    );
  }
  const wire = await asTaken(servers, chatWire(engine), prompts, signal);
  return {
    ...found,
    wire,
    notes: reason === undefined ? [] : [`no token ids from ${endpoint.urls.join(", ")}: ${reason}`],
  };
}

function missingTokenizer(api: string): ConfigError {
  return new ConfigError(
    `api: ${api} wants the tokenizer of the model, got none; set tokenizer to a folder with the model's tokenizer.json`,
  );
}

function sameEngine(facts: readonly ServerFacts[]): EngineName {
  const engines = [...new Set(facts.map(({ engine }) => engine))];
  const [engine] = engines;
  if (engine !== undefined && engines.length === 1) return engine;
  const list = facts.map(({ url, engine }) => `${url} is ${engine}`).join(", ");
  throw new ConfigError(
    `the servers of one endpoint must be of one kind, got: ${list}; give each kind an endpoint of its own`,
  );
}

/** The protocol by which an engine takes and gives token ids, if it has one. */
function tokensWire(engine: EngineName): Wire | undefined {
  switch (engine) {
    case "vllm":
      return vllmTokensWire();
    case "sglang":
      return sglangTokensWire();
    case "llama-server":
      return llamaTokensWire();
    case "transformers":
    case "openai":
      return undefined;
  }
}

/** Samples a few tokens and looks whether prompt and response are what they seem; @returns what is wrong, or undefined */
async function whyNotTokens(
  servers: Servers,
  wire: Wire | undefined,
  prompts?: Prompts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (wire === undefined) return "its protocol has none";
  if (prompts === undefined) return "no tokenizer is named";
  try {
    const { answer, ask } = await sampleSome(servers, wire, prompts, 1, signal);
    return mismatch(answer, ask, prompts);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof InfrastructureError) return error.message;
    throw error;
  }
}

/** Ids of another tokenizer, or of a prompt that the server changed, must not be trained on. */
function mismatch({ responses, usage, promptIds }: Answer, ask: Ask, { decode }: Prompts): string | undefined {
  const sent = ask.prompt?.ids ?? [];
  const read = promptIds?.length ?? usage.promptTokens;
  if (read !== sent.length || promptIds?.some((id, i) => id !== sent[i]) === true) {
    return `it read ${read} tokens where ${sent.length} were sent`;
  }
  for (const { text, sampled } of responses) {
    if (sampled === undefined) return "it gives no ids with log-probabilities";
    const ours = decode(sampled.ids);
    const isWhole = !ours.includes("\uFFFD") && !text.includes("\uFFFD");
    if (isWhole && ours.trim() !== text.trim())
      return `its tokenizer is another: ${JSON.stringify(text)} reads ${JSON.stringify(ours)} here`;
  }
  return undefined;
}

async function sampleSome(
  servers: Servers,
  wire: Wire,
  prompts: Prompts | undefined,
  n: number,
  signal?: AbortSignal,
): Promise<{ readonly answer: Answer; readonly ask: Ask }> {
  const ask: Ask = {
    model: servers.endpoint.model,
    messages: question,
    ...(prompts === undefined ? {} : { prompt: prompts.prompt(question) }),
    n,
    seed: 1,
    temperature: 1,
    topP: 1,
    maxTokens: 8,
    endOfTurnIds: prompts?.endOfTurnIds ?? [],
  };
  return { ask, answer: await servers.ask(wire, ask, { what: "a probe", conversation: "probe", signal }) };
}

/** The wire as the server takes it: with the name that it has for the token limit, and one response a request if it gives no more. */
async function asTaken(servers: Servers, wire: Wire, prompts?: Prompts, signal?: AbortSignal): Promise<Wire> {
  const n = Math.min(2, wire.mostPerRequest);
  const counting = (one: Wire): Wire => ({
    ...one,
    read: (reply, ask) => one.read(reply, { ...ask, n: choicesIn(reply) }),
  });
  const given = async (one: Wire): Promise<Wire> => {
    const { answer } = await sampleSome(servers, counting(one), prompts, n, signal);
    return answer.responses.length === n ? one : { ...one, mostPerRequest: 1 };
  };
  try {
    return await given(wire);
  } catch (error) {
    if (!(error instanceof ConfigError) || !error.message.includes(newLimit)) throw error;
    return given(withNewLimit(wire));
  }
}

const newLimit = "max_completion_tokens"; // hosted reasoning models refuse max_tokens and name this in its place

const withNewLimit = (wire: Wire): Wire => ({
  ...wire,
  body: (ask) => {
    const { max_tokens: limit, ...fields } = wire.body(ask);
    return { ...fields, [newLimit]: limit };
  },
});

const choicesIn = (reply: unknown): number => itemsOf(fieldsOf(reply)["choices"]).length;
