import { randomInt } from "node:crypto";
import { ConfigError, createRng, seedOf, UnansweredError, type Rng } from "../../mdp/index.ts";
import {
  createTransport,
  defaultRetries,
  hostOf,
  HttpFailure,
  isPassing,
  jsonOf,
  retrying,
  type Clock,
  type HttpReply,
  type HttpRequest,
  type Transport,
} from "../http/index.ts";
import type { Meter } from "../spend/index.ts";
import type { Answer, Ask } from "./ask.ts";
import { apiKeyOf, type Environment } from "./api-key.ts";
import type { Endpoint } from "./endpoint-schema.ts";
import { createReplicas, type Replicas } from "./replicas.ts";
import { NonAnswer, type Wire } from "./wires/wire.ts";

/** What servers are spoken to with, besides their config. */
export interface ServerSurroundings {
  readonly meter: Meter;
  /** Where API keys are. */
  readonly environment: Environment;
  /** Is told what the user should know. */
  readonly note?: (line: string) => void;
  readonly clock?: Clock;
  /** Draws the waits between repetitions. */
  readonly rng?: Rng;
  /** How long the first of those waits is at most. */
  readonly firstWaitMs?: number;
}

/** What a request is known by. */
export interface Asking {
  /** For errors and the watchdog. */
  readonly what: string;
  /** Requests of one conversation go to one replica. */
  readonly conversation: string;
  readonly signal?: AbortSignal | undefined;
}

/** What is under way at an endpoint's servers. */
export interface Traffic {
  readonly inFlight: number;
  /** Failures that were or will be repeated, since the start. */
  readonly retries: number;
}

/** The servers of one endpoint. */
export interface Servers {
  readonly endpoint: Endpoint;
  /** One request of a wire, repeated until it is answered. */
  ask(wire: Wire, ask: Ask, asking: Asking): Promise<Answer>;
  /** A question to one server that is no sampling, such as which models it has; asked once. */
  call(
    url: string,
    call: {
      readonly method: "GET" | "POST";
      readonly path: string;
      readonly body?: unknown;
      readonly deadlineMs?: number;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<HttpReply>;
  traffic(): Traffic;
  close(): void;
}

const fewestSeconds = 20; // for questions that are no sampling

/**
 * Opens the servers of an endpoint: connections kept alive, requests shared among replicas, each repeated a finite number of
 * times.
 *
 * @throws ConfigError if the API key is not in the environment
 */
export function openServers(endpoint: Endpoint, surroundings: ServerSurroundings): Servers {
  const { note } = surroundings;
  const key = apiKeyOf(endpoint, surroundings.environment);
  const transport = createTransport({
    deadlineMs: endpoint.timeoutSeconds * 1000,
    secrets: key === undefined ? [] : [key],
    ...(note === undefined ? {} : { note }),
    ...(surroundings.clock === undefined ? {} : { clock: surroundings.clock }),
  });
  const rng = surroundings.rng ?? createRng(randomInt(2 ** 32));
  const replicas = createReplicas(endpoint.urls, endpoint.concurrency, transport.clock);
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  let retries = 0;
  const once = createOnce({ endpoint, transport, replicas, headers, meter: surroundings.meter });
  const { firstWaitMs = defaultRetries.firstWaitMs } = surroundings;
  const retry = { ...defaultRetries, firstWaitMs, retries: endpoint.retries, onRetry: () => void retries++ };
  return {
    endpoint,
    async ask(wire, ask, asking) {
      let nonAnswers = 0;
      const work = async (): Promise<Answer> => {
        // The same seed would give the same non-answer.
        const seed = nonAnswers === 0 ? ask.seed : seedOf(ask.seed, nonAnswers) >>> 1;
        return once(wire, { ...ask, seed }, asking).catch((error: unknown) => {
          if (error instanceof HttpFailure && error.kind === "answer") nonAnswers++;
          throw error;
        });
      };
      try {
        return await retrying(work, retry, { clock: transport.clock, rng }, asking.signal);
      } catch (error) {
        throw refusalOf(error, endpoint) ?? unansweredOf(error, endpoint, note) ?? error;
      }
    },
    call(url, { method, path, body, deadlineMs = fewestSeconds * 1000, signal }) {
      const request = {
        method,
        url: `${url}${path}`,
        headers,
        what: `${method} ${path}`,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      return transport.send(request, { deadlineMs, signal });
    },
    traffic: () => ({ inFlight: transport.inFlight(), retries }),
    close: () => transport.close(),
  };
}

interface Parts {
  readonly endpoint: Endpoint;
  readonly transport: Transport;
  readonly replicas: Replicas;
  readonly headers: Readonly<Record<string, string>>;
  readonly meter: Meter;
}

/** One try: waits for its turn at a replica, asks, reads, and counts what it took. */
function createOnce({ endpoint, transport, replicas, headers, meter }: Parts) {
  const jsonOfAsk = (wire: Wire, ask: Ask): string => {
    const fields = Object.entries({ ...wire.body(ask), ...endpoint.extra });
    return JSON.stringify(Object.fromEntries(fields.filter(([name]) => !endpoint.omit.includes(name))));
  };
  return async (wire: Wire, ask: Ask, { what, conversation, signal }: Asking): Promise<Answer> => {
    const turn = await replicas.turn(conversation, signal);
    let outcome: Parameters<typeof turn.release>[0] = "answered";
    try {
      meter.begin(endpoint.model);
      const request: HttpRequest = {
        method: "POST",
        url: `${turn.url}${wire.path}`,
        headers,
        what,
        body: jsonOfAsk(wire, ask),
      };
      const made = await transport.send(request, { signal }).then(
        (reply) => read(wire, ask, reply, request),
        (failure: unknown): Outcome => ({ failure, usage: nothing }),
      );
      meter.record(endpoint.model, { inputTokens: made.usage.promptTokens, outputTokens: made.usage.generatedTokens });
      if ("failure" in made) throw made.failure;
      return made.answer;
    } catch (error) {
      outcome = outcomeOf(error);
      throw error;
    } finally {
      turn.release(outcome);
    }
  };
}

const nothing: Answer["usage"] = { promptTokens: 0, generatedTokens: 0 };

/** What became of a request that was sent; what is no answer may cost all the same. */
type Outcome = { readonly usage: Answer["usage"] } & ({ readonly answer: Answer } | { readonly failure: unknown });

function read(wire: Wire, ask: Ask, reply: HttpReply, request: HttpRequest): Outcome {
  try {
    const answer = wire.read(jsonOf(reply, request), ask);
    return { answer, usage: answer.usage };
  } catch (error) {
    if (!(error instanceof NonAnswer)) return { failure: error, usage: nothing };
    const message = `${hostOf(request)} gave no answer to ${request.what}, but ${error.message}`;
    const failure = new HttpFailure(message, { kind: "answer", status: reply.status, cause: error });
    return { failure, usage: error.usage };
  }
}

/** How a try went, to those who share out the load. An answer that is none comes from a server that is there. */
function outcomeOf(error: unknown): "answered" | "overloaded" | "failed" {
  if (!(error instanceof HttpFailure)) return "answered"; // the user's interruption, or the budget
  if (error.status === 429 || error.status === 503) return "overloaded";
  return error.kind === "answer" || !isPassing(error) ? "answered" : "failed";
}

/** What is answered by no answer again and again is so by itself; nothing is wrong with the server. */
function unansweredOf(
  error: unknown,
  { retries }: Endpoint,
  note?: (line: string) => void,
): UnansweredError | undefined {
  if (!(error instanceof HttpFailure) || !(error.cause instanceof NonAnswer)) return undefined;
  const message = `${error.message}, ${retries + 1} times`;
  note?.(message);
  return new UnansweredError(message, { cause: error });
}

/** What no repetition will change is the config's. */
function refusalOf(error: unknown, { apiKeyEnv, model }: Endpoint): ConfigError | undefined {
  if (!(error instanceof HttpFailure) || isPassing(error)) return undefined;
  const { status = 0, message } = error;
  const cures: Readonly<Record<number, string>> = {
    401: apiKeyEnv === undefined ? "name the variable that holds the key: apiKeyEnv" : `check the key in ${apiKeyEnv}`,
    403: apiKeyEnv === undefined ? "name the variable that holds the key: apiKeyEnv" : `check the key in ${apiKeyEnv}`,
    404: `check urls, and that ${model} is served there: rise doctor --endpoint URL`,
  };
  const cure = cures[status] ?? "leave a field out with omit, lower mdp.maxTokens or mdp.attemptsInView, or see extra";
  return new ConfigError(`${message}; ${cure}`, { cause: error });
}
