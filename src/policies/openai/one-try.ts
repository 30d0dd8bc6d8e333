import {
  errorWords,
  hostOf,
  HttpFailure,
  isPassing,
  jsonOf,
  type HttpReply,
  type HttpRequest,
  type RequestOutcome,
  type Transport,
} from "../../http/index.ts";
import type { Meter } from "../spend/index.ts";
import type { Answer, Ask } from "./ask.ts";
import type { Endpoint } from "./endpoint-schema.ts";
import type { RefusedFields } from "./refused-fields.ts";
import type { Replicas } from "./replicas.ts";
import { ErrorReply, NonAnswer, type Wire } from "./wires/wire.ts";

/** A request's identity. */
export interface Asking {
  /** For errors and the watchdog. */
  readonly what: string;
  /** Requests of one conversation go to one replica. */
  readonly conversation: string;
  /** A short question to find out what a server can do: it waits less than for an answer. */
  readonly isProbe?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The dependencies of a try. */
export interface TryParts {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly replicas: Replicas;
  readonly headers: Readonly<Record<string, string>>;
  readonly meter: Meter;
  readonly refused: RefusedFields;
  /** Where a path is at a server. */
  readonly urlOf: (url: string, path: string) => string;
}

/**
 * One try at a request: waits for its turn at a replica, asks, reads, and counts what it took, whatever came of it.
 *
 * @throws HttpFailure, of kind `answer` and caused by a NonAnswer where the server gave none; BudgetReached; the signal's reason
 */
export async function tryOnce(
  { endpoint, transport, replicas, headers, meter, refused, urlOf }: TryParts,
  wire: Wire,
  ask: Ask,
  { what, conversation, isProbe = false, signal }: Asking,
): Promise<Answer> {
  const turn = await replicas.turn(conversation, signal);
  let outcome: RequestOutcome = "answered";
  try {
    meter.begin(endpoint.model);
    const request = {
      method: "POST",
      url: urlOf(turn.url, wire.path),
      headers,
      what,
      body: JSON.stringify(refused.without(bodyOf(endpoint, wire, ask))),
    } as const;
    const bounds = { maxBytes: maxReplyBytes(ask), ...(isProbe && { deadlineMs: probeMs(endpoint) }) };
    const made = await transport.send(request, { signal, ...bounds }).then(
      (reply) => read(wire, ask, reply, request),
      (failure: unknown): Made => (isAllThought(failure) ? cutOff(ask) : { failure, usage: nothing }),
    );
    meter.record(endpoint.model, { inputTokens: made.usage.promptTokens, outputTokens: made.usage.generatedTokens });
    if ("failure" in made) throw transport.withoutSecrets(made.failure); // an error in a 200 may repeat the key
    return made.answer;
  } catch (error) {
    outcome = outcomeOf(error);
    throw error;
  } finally {
    turn.release(outcome);
  }
}

/** Long enough for a server that loads its model when it is first asked. */
const probeMs = ({ timeoutSeconds }: Endpoint): number => 1000 * Math.min(timeoutSeconds, 120);

const bytesPerToken = 1024; // a chat's log-probability of a token is about 200 as JSON; some servers indent
const bytesPerPromptToken = 32; // an id, and where it stands
const otherBytes = 2 ** 20; // thoughts that no limit counts, what gateways add

/** As long as an answer can be: what a server sends beyond is not read. */
function maxReplyBytes({ n, maxTokens, messages, prompt }: Ask): number {
  const promptChars = messages.reduce((sum, { content }) => sum + content.length, prompt?.ids.length ?? 0);
  return otherBytes + n * maxTokens * bytesPerToken + promptChars * bytesPerPromptToken;
}

/** A request's fields, before those that the servers refuse are left out. */
export function bodyOf({ extra, omit }: Endpoint, wire: Wire, ask: Ask): Readonly<Record<string, unknown>> {
  const fields = Object.entries({ ...wire.body(ask), ...extra });
  return Object.fromEntries(fields.filter(([name]) => !omit.includes(name)));
}

/** OpenAI's reasoning models refuse with these words where the limit ended their thought: a response that was cut off. */
const isAllThought = (failure: unknown): boolean =>
  failure instanceof HttpFailure &&
  failure.status === 400 &&
  /could not finish the message because max_tokens/i.test(failure.said?.text ?? "");

function cutOff({ n, maxTokens }: Ask): Made {
  const usage = { promptTokens: 0, generatedTokens: n * maxTokens, thoughtTokens: n * maxTokens };
  const responses = Array.from({ length: n }, () => ({ text: "", stop: "length" }) as const);
  return { usage, answer: { responses, usage } };
}

const nothing: Answer["usage"] = { promptTokens: 0, generatedTokens: 0 };

/** The outcome of a request that was sent; one without an answer may cost all the same. */
type Made = { readonly usage: Answer["usage"] } & ({ readonly answer: Answer } | { readonly failure: unknown });

function read(wire: Wire, ask: Ask, reply: HttpReply, request: HttpRequest): Made {
  try {
    const answer = wire.read(jsonOf(reply, request), ask);
    return { answer, usage: answer.usage };
  } catch (error) {
    if (!(error instanceof NonAnswer)) return { failure: error, usage: nothing };
    const message = `${hostOf(request)} gave no answer to ${request.what}, but ${error.message}`;
    const said = error instanceof ErrorReply ? { said: errorWords(reply.body) } : {};
    const failure = new HttpFailure(message, { kind: "answer", status: reply.status, ...said, cause: error });
    return { failure, usage: error.usage };
  }
}

/** How a try went, to those who share out the load. An answer that is none comes from a server that is there. */
function outcomeOf(error: unknown): RequestOutcome {
  if (!(error instanceof HttpFailure)) return "answered"; // the user's interruption, or the budget
  if (error.status === 429) return "overloaded";
  if (error.status === 503) return "unavailable";
  return error.kind === "answer" || !isPassing(error) ? "answered" : "failed";
}
