import { z } from "zod";
import { ConfigError, InfrastructureError } from "../../mdp/index.ts";
import {
  createHttpClient,
  HttpFailure,
  isPassing,
  type HttpCall,
  type HttpClient,
  type HttpReply,
} from "../../http/index.ts";
import type { HttpClientOptions } from "../../http/index.ts";
import { LostError } from "./lost-error.ts";
import { encodeForwardBackward, forwardBackwardJson, type ForwardBackwardRequest } from "./wire/index.ts";

const protobufType = "application/x-protobuf";
const jsonType = "application/json";
/** The service holds a request for a future back so long at most, so we wait a little longer (its SDK: 45 s). */
const retrieveDeadlineMs = 45_000;

/** Requests are answered by futures, so a request itself is short. */
const requestDeadlineMs = 120_000;

/** A request as it goes over the wire; repeated, it is the same bytes. */
export interface WireRequest {
  /** Such as `optim_step`. */
  readonly verb: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
}

/** A finished future's answer, in the form that the server chose. */
export interface FutureAnswer {
  readonly isProtobuf: boolean;
  readonly body: Buffer;
}

/** How a service is reached. */
interface ServiceOptions extends Omit<HttpClientOptions, "headers"> {
  readonly apiKey?: string | undefined;
  /** The whole wait for one answer; servers queue. */
  readonly answerMs?: number;
  readonly retrieveMs?: number;
}

const futureSchema = z.object({ request_id: z.string() });
const pendingSchema = z.object({ type: z.literal("try_again") });
const failedSchema = z.object({ error: z.string(), category: z.string().optional() });

/**
 * A server that speaks the Tinker protocol: requests, and the futures that answer them. It publishes no contract; this follows what its
 * SDK (Apache-2.0) sends and accepts.
 */
export class TinkerService {
  readonly url: string;
  readonly #http: HttpClient;
  readonly #answerMs: number;
  readonly #retrieveMs: number;
  readonly #nowMs: () => number;
  #wire: "protobuf" | "json" = "protobuf";

  constructor({ apiKey, answerMs = 3_600_000, retrieveMs = retrieveDeadlineMs, ...http }: ServiceOptions) {
    const headers: Record<string, string> = apiKey === undefined ? {} : { "x-api-key": apiKey };
    this.#http = createHttpClient({
      deadlineMs: requestDeadlineMs,
      ...http,
      headers,
      secrets: apiKey === undefined ? [] : [apiKey],
    });
    this.url = this.#http.url;
    this.#answerMs = answerMs;
    this.#retrieveMs = retrieveMs;
    this.#nowMs = http.clock === undefined ? () => performance.now() : () => http.clock?.nowMs() ?? 0;
  }

  /**
   * A request that is answered at once.
   *
   * @throws LostError if what it names is gone; ConfigError if the server blames the request; HttpFailure
   */
  async ask<T>(verb: string, value: object | undefined, answer: z.ZodType<T>): Promise<T> {
    const request = value === undefined ? undefined : jsonRequest(verb, value);
    return this.#read(verb, await this.#send(verb, request), answer);
  }

  /** A `forward_backward` in the form that the server understands. */
  forwardBackward(request: ForwardBackwardRequest): WireRequest {
    if (this.#wire === "protobuf") {
      return { verb: "forward_backward", contentType: protobufType, body: encodeForwardBackward(request) };
    }
    return jsonRequest(request.forwardOnly ? "forward" : "forward_backward", forwardBackwardJson(request));
  }

  /**
   * Begins a request that a future answers.
   *
   * @returns the future's name
   * @throws WireRefusal if the server wants the other form; else as `ask`
   */
  async begin(request: WireRequest): Promise<string> {
    try {
      return this.#read(request.verb, await this.#send(request.verb, request), futureSchema).request_id;
    } catch (error) {
      const refused = error instanceof ConfigError && error.cause instanceof HttpFailure && error.cause.status === 415;
      if (!refused || request.contentType !== protobufType) throw error;
      this.#wire = "json";
      throw new WireRefusal(`${this.url} needs JSON`, { cause: error });
    }
  }

  /**
   * Waits for a future.
   *
   * @throws LostError if the answer is gone or the work failed; ConfigError if it failed by the request's fault
   */
  async result(requestId: string, what: string): Promise<FutureAnswer> {
    const untilMs = this.#nowMs() + this.#answerMs;
    const body = JSON.stringify({ request_id: requestId });
    while (this.#nowMs() < untilMs) {
      const answer = await this.#retrieve(body, what);
      if (answer !== undefined) return answer;
    }
    throw new InfrastructureError(
      `${this.url} has not answered ${what} within ${this.#answerMs / 1000} s; is it stuck?`,
    );
  }

  close(): void {
    this.#http.close();
  }

  /** One look at a future; nothing while it is pending. */
  async #retrieve(body: string, what: string): Promise<FutureAnswer | undefined> {
    const headers = { "content-type": jsonType, accept: `${protobufType}, ${jsonType}` };
    const retry = { isWorthRetrying: (failure: HttpFailure) => failure.status !== 408 && isWorthRepeating(failure) };
    const call: HttpCall = { method: "POST", path: "/api/v1/retrieve_future", what, headers, body, retry };
    const reply = await this.#http.send({ ...call, deadlineMs: this.#retrieveMs }).catch((error: unknown) => {
      if (error instanceof HttpFailure && error.status === 408) return undefined; // pending, in other words
      throw inWords(error);
    });
    if (reply === undefined) return undefined;
    if (isOfType(reply, protobufType)) return { isProtobuf: true, body: reply.body };
    const json = jsonOrLost(reply, what);
    if (pendingSchema.safeParse(json).success) return undefined;
    const failed = failedSchema.safeParse(json).data;
    if (failed === undefined) return { isProtobuf: false, body: reply.body };
    const message = `${this.url} could not do ${what}: ${failed.error}`;
    throw failed.category === "user" ? new ConfigError(message) : new LostError(message);
  }

  async #send(verb: string, request: WireRequest | undefined): Promise<HttpReply> {
    const path = `/api/v1/${verb}`;
    const retry = { isWorthRetrying: isWorthRepeating };
    const headers = { accept: jsonType, ...(request === undefined ? {} : { "content-type": request.contentType }) };
    try {
      if (request === undefined) return await this.#http.send({ method: "GET", path, what: verb, headers, retry });
      return await this.#http.send({ method: "POST", path, what: verb, headers, body: request.body, retry });
    } catch (error) {
      throw inWords(error);
    }
  }

  #read<T>(verb: string, reply: HttpReply, answer: z.ZodType<T>): T {
    const read = answer.safeParse(jsonOrLost(reply, verb));
    if (read.success) return read.data;
    throw new LostError(`${this.url} sent an unexpected response to ${verb}: ${read.error.message}`);
  }
}

/** The server wants the other form; a request that is made again has it. */
export class WireRefusal extends InfrastructureError {}

/** A JSON request. */
export function jsonRequest(verb: string, value: object): WireRequest {
  return { verb, contentType: jsonType, body: JSON.stringify(value) };
}

/** What is gone does not come back by asking again. */
const isWorthRepeating = (failure: HttpFailure): boolean => failure.status !== 410 && isPassing(failure);

const isOfType = ({ headers }: HttpReply, type: string): boolean => String(headers["content-type"]).startsWith(type);

/** A page of a proxy in place of an answer: the answer is lost, and the same request brings it back. */
function jsonOrLost({ body }: HttpReply, what: string): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new LostError(`the answer to ${what} is not JSON: ${body.toString().slice(0, 200)}`, { cause });
  }
}

/** Gone, at fault, or out of reach. */
function inWords(error: unknown): unknown {
  if (!(error instanceof HttpFailure)) return error;
  if (error.status === 410 || error.status === 409) return new LostError(error.message, { cause: error });
  return isPassing(error) ? error : new ConfigError(error.message, { cause: error });
}
