import { ConfigError, InfrastructureError, UnansweredError } from "../../mdp/index.ts";
import { HttpFailure } from "../../http/index.ts";
import type { Answer, Ask } from "./ask.ts";
import type { Prompts } from "./prompts.ts";
import type { Servers } from "./servers.ts";
import { askFacts, type ServerFacts } from "./server-facts.ts";
import { chatWire } from "./wires/chat.ts";
import { completionsWire, vllmTokensWire } from "./wires/completions.ts";
import type { EngineName } from "./wires/dialect.ts";
import { llamaTokensWire } from "./wires/llama-server.ts";
import { sglangTokensWire } from "./wires/sglang.ts";
import { addressForms } from "./address.ts";
import { SingleResponse } from "./lasting-failure.ts";
import { fieldsOf, itemsOf } from "./wires/reply-fields.ts";
import { SilentAnswer, type Wire } from "./wires/wire.ts";

/** The result of probing an endpoint. */
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
  /** Whether the model thinks before it answers: nothing was said in the few tokens of the probe. */
  readonly isThinking: boolean;
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
    return { ...found, ...(await asTaken(servers, text, prompts, signal)), notes: [] };
  }
  const reason = await whyNotTokens(servers, tokens, prompts, signal);
  if (reason === undefined && tokens !== undefined) return { ...found, wire: tokens, isThinking: false, notes: [] };
  if (endpoint.api === "tokens") {
    if (prompts === undefined) throw missingTokenizer("tokens");
    throw new ConfigError(
      `api: tokens needs a server that takes and returns token ids, but this one does not: ${reason}; use api: auto`,
    );
  }
  return {
    ...found,
    ...(await asTaken(servers, chatWire(engine), prompts, signal)),
    notes: reason === undefined ? [] : [`no token ids from ${endpoint.urls.join(", ")}: ${reason}`],
  };
}

function missingTokenizer(api: string): ConfigError {
  return new ConfigError(
    `api: ${api} needs the model's tokenizer, but none is set; set tokenizer to a folder with the model's tokenizer.json`,
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
  maxTokens = 8,
): Promise<{ readonly answer: Answer; readonly ask: Ask }> {
  const ask: Ask = {
    model: servers.endpoint.model,
    messages: question,
    ...(prompts === undefined ? {} : { prompt: prompts.prompt(question) }),
    n,
    seed: 1,
    temperature: 1,
    topP: 1,
    maxTokens,
    endOfTurnIds: prompts?.endOfTurnIds ?? [],
  };
  return {
    ask,
    answer: await servers.ask(wire, ask, { what: "a probe", conversation: "probe", isProbe: true, signal }),
  };
}

/** How an endpoint is asked in text: the wire, with one response a request if it gives no more. */
type Taken = Pick<Probe, "wire" | "isThinking">;

/** The wire as the servers take it, found by asking, at each address that theirs may mean. */
async function asTaken(servers: Servers, wire: Wire, prompts?: Prompts, signal?: AbortSignal): Promise<Taken> {
  try {
    return await taken(servers, wire, prompts, signal);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const { urls } = servers.endpoint;
    const before = urls.map((url) => servers.form(url));
    for (const url of urls)
      servers.form(
        url,
        addressForms(url).find((form) => form !== servers.form(url)),
      );
    return await taken(servers, wire, prompts, signal).catch(() => {
      urls.forEach((url, i) => servers.form(url, before[i]));
      throw error; // of the address as it was written
    });
  }
}

/** Whether a server has no such path. */
const isMissing = (error: unknown): boolean =>
  error instanceof ConfigError &&
  error.cause instanceof HttpFailure &&
  (error.cause.status === 404 || error.cause.status === 405);

const thinkingTokens = 1024; // of a probe that gave nothing in 8: enough for most models to think about a sum

async function taken(servers: Servers, wire: Wire, prompts?: Prompts, signal?: AbortSignal): Promise<Taken> {
  const n = Math.min(2, wire.maxPerRequest);
  const look = looking(wire);
  const responses = async (count: number, maxTokens?: number): Promise<number> => {
    const { answer } = await sampleSome(servers, look.wire, prompts, count, signal, maxTokens);
    return answer.responses.length;
  };
  try {
    const given = await responses(n).catch((error: unknown) => {
      if (error instanceof SingleResponse) return responses(1);
      throw error;
    });
    const isThinking = look.isSilent();
    if (isThinking) await responses(1, thinkingTokens);
    if (isThinking && look.isSilent() && !look.isCut()) throw new UnansweredError("an empty response");
    return { wire: given === n && n > 0 ? wire : { ...wire, maxPerRequest: 1 }, isThinking };
  } catch (error) {
    if (!(error instanceof UnansweredError)) throw error;
    const { urls, model } = servers.endpoint;
    throw new ConfigError(
      `${urls.join(", ")} must answer a short question to ${model}, got: ${error.message}; this server does not work for it`,
      { cause: error },
    );
  }
}

/** A wire that counts responses, whatever is in them. */
function looking(wire: Wire): { readonly wire: Wire; isSilent(): boolean; isCut(): boolean } {
  let [isSilent, isCut] = [false, false];
  const read: Wire["read"] = (reply, ask) => {
    const n = itemsOf(fieldsOf(reply)["choices"]).length;
    isSilent = false;
    try {
      const answer = wire.read(reply, { ...ask, n });
      isSilent = answer.responses.every(({ text }) => text === "");
      isCut = isSilent;
      return answer;
    } catch (error) {
      if (!(error instanceof SilentAnswer)) throw error;
      [isSilent, isCut] = [true, false];
      return {
        responses: Array.from({ length: n }, () => ({ text: "", stop: "length" }) as const),
        usage: error.usage,
      };
    }
  };
  return { wire: { ...wire, read }, isSilent: () => isSilent, isCut: () => isCut };
}
