import { randomInt } from "node:crypto";
import { createRng, seedOf, UnansweredError, type Rng } from "../../mdp/index.ts";
import {
  createTransport,
  defaultRetries,
  HttpFailure,
  isPassing,
  proxiesOf,
  retrying,
  shownProxies,
  type Clock,
} from "../../http/index.ts";
import type { Meter } from "../spend/index.ts";
import { addressForms, addressOf, type AddressForm } from "./address.ts";
import { apiKeyOf, type Environment } from "./api-key.ts";
import type { Answer, Ask } from "./ask.ts";
import type { Endpoint } from "./endpoint-schema.ts";
import { exhaustion } from "./exhausted.ts";
import { lastingFailure, SingleResponse } from "./lasting-failure.ts";
import { bodyOf, tryOnce, type Asking, type TryParts } from "./one-try.ts";
import { createRefusedFields } from "./refused-fields.ts";
import { openQuestions, type Questions } from "./questions.ts";
import { createReplicas } from "./replicas.ts";
import type { Wire } from "./wires/wire.ts";

/** Dependencies of speaking to servers, besides their config. */
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

/** The requests under way at an endpoint's servers. */
export interface Traffic {
  readonly inFlight: number;
  /** Failures that were or will be repeated, since the start. */
  readonly retries: number;
}

/** The servers of one endpoint. */
export interface Servers extends Questions {
  readonly endpoint: Endpoint;
  /**
   * One request of a wire, repeated until it is answered; a field that the servers refuse is left out from then on.
   *
   * @throws SingleResponse if they give one response a request, and several were asked for
   */
  ask(wire: Wire, ask: Ask, asking: Asking): Promise<Answer>;
  /** Whether the servers turned out to refuse a field, which is left out. */
  refuses(field: string): boolean;
  /** Where a server's OpenAI paths are; without `form`: as far as is known. */
  form(url: string, form?: AddressForm): AddressForm;
  traffic(): Traffic;
  close(): void;
}

const busyRetries = 50; // at waits of up to a minute: a limit per minute or hour is waited out

/**
 * Opens the servers of an endpoint: connections kept alive, requests shared among replicas, each repeated a finite number of
 * times.
 *
 * @throws ConfigError if the API key is not in the environment
 */
export function openServers(endpoint: Endpoint, surroundings: ServerSurroundings): Servers {
  const { note = () => {}, clock, meter, firstWaitMs = defaultRetries.firstWaitMs } = surroundings;
  const key = apiKeyOf(endpoint, surroundings.environment);
  const secrets = key === undefined ? [] : [key];
  const deadlineMs = endpoint.timeoutSeconds * 1000;
  const proxyEnv = proxiesOf(surroundings.environment);
  if (proxyEnv !== undefined) note(`servers are asked through the environment's proxies: ${shownProxies(proxyEnv)}`);
  const transport = createTransport({ deadlineMs, secrets, note, proxyEnv, ...(clock === undefined ? {} : { clock }) });
  const rng = surroundings.rng ?? createRng(randomInt(2 ** 32));
  const replicas = createReplicas(endpoint.urls, endpoint.concurrency, transport.clock);
  const headers = headersOf(key);
  const forms = new Map<string, AddressForm>();
  const form = (url: string): AddressForm => forms.get(url) ?? addressForms(url)[0] ?? "v1";
  const urlOf = (url: string, path: string): string => addressOf(url, path, form(url));
  const refused = createRefusedFields(endpoint, note);
  const parts = { endpoint, transport, replicas, headers, meter, refused, urlOf };
  const spent = new AbortController(); // an account that is exhausted is so for all requests: no other waits for it
  const counter = createRetryCounter(transport.clock, note);
  const { retries } = endpoint;
  const isWorthRetrying = (failure: HttpFailure): boolean => isPassing(failure) && exhaustion(failure) === undefined;
  // A probe finds out whether a server answers: one that keeps silent is not waited for again and again.
  const isWorthProbing = (failure: HttpFailure): boolean => failure.kind !== "deadline" && isWorthRetrying(failure);
  const retry = { ...defaultRetries, firstWaitMs, retries, busyRetries, isWorthRetrying, onRetry: counter.onRetry };
  return {
    endpoint,
    refuses: (field) => refused.has(field),
    form(url, known) {
      if (known !== undefined) forms.set(url, known);
      return form(url);
    },
    async ask(wire, ask, asking) {
      const waiting = asking.signal === undefined ? spent.signal : AbortSignal.any([asking.signal, spent.signal]);
      const answered = (): Promise<Answer> => {
        const work = withFreshSeeds(ask, (seeded) => tryOnce(parts, wire, seeded, asking));
        const how = asking.isProbe === true ? { ...retry, isWorthRetrying: isWorthProbing } : retry;
        return retrying(work, how, { clock: transport.clock, rng }, waiting);
      };
      try {
        return await withoutRefused(parts, wire, ask, answered);
      } catch (error) {
        const lasting = lastingFailure(error, endpoint);
        if (error instanceof HttpFailure && exhaustion(error) !== undefined) spent.abort(lasting);
        if (lasting instanceof UnansweredError) note(lasting.message);
        throw lasting;
      }
    },
    ...openQuestions(transport, headers, urlOf),
    traffic: () => ({ inFlight: transport.inFlight(), retries: counter.retries() }),
    close: () => transport.close(),
  };
}

function headersOf(key: string | undefined): Readonly<Record<string, string>> {
  const json = { "content-type": "application/json", accept: "application/json" };
  return key === undefined ? json : { ...json, authorization: `Bearer ${key}` };
}

/** The answer, asked for again without each field that is refused on the way. */
async function withoutRefused(
  { endpoint, refused }: Pick<TryParts, "endpoint" | "refused">,
  wire: Wire,
  ask: Ask,
  answered: () => Promise<Answer>,
): Promise<Answer> {
  for (;;) {
    const sentWithout = refused.known();
    try {
      return await answered();
    } catch (error) {
      const field = refused.learn(error, bodyOf(endpoint, wire, ask), sentWithout);
      if (field === undefined) throw error;
      if (field === "n" && ask.n > 1) throw new SingleResponse("one response a request", { cause: error });
    }
  }
}

/** Tries that draw another seed after a non-answer: the same one would give the same again. */
function withFreshSeeds(ask: Ask, work: (ask: Ask) => Promise<Answer>): () => Promise<Answer> {
  let nonAnswers = 0;
  return async () => {
    const seed = nonAnswers === 0 ? ask.seed : seedOf(ask.seed, nonAnswers) >>> 1;
    return work({ ...ask, seed }).catch((error: unknown) => {
      if (error instanceof HttpFailure && error.kind === "answer") nonAnswers++;
      throw error;
    });
  };
}

const longWaitMs = 10_000;
const betweenNotesMs = 60_000;

/** Counts repetitions, and says why where one waits long: a quota that is used up looks like haste. */
function createRetryCounter(
  clock: Clock,
  note: (line: string) => void,
): { readonly onRetry: (failure: HttpFailure, waitMs: number) => void; readonly retries: () => number } {
  let retries = 0;
  let toldMs = -Infinity;
  return {
    retries: () => retries,
    onRetry(failure, waitMs) {
      retries++;
      if (waitMs < longWaitMs || clock.nowMs() - toldMs < betweenNotesMs) return;
      toldMs = clock.nowMs();
      note(`${failure.message}; waiting ${Math.round(waitMs / 1000)} s`);
    },
  };
}
