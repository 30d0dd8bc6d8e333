import { createHash, randomUUID } from "node:crypto";
import { BudgetReached, ChatError, ContextError } from "../mdp/index.ts";
import { ClientLeft, clientLeftStatus } from "./lifetime.ts";
import { Busy, type Counters, type Gate } from "./load/index.ts";
import {
  ApiError,
  chunkWriter,
  logprobsTeller,
  questionsOf,
  replyDocument,
  usageOfThoughts,
  type Asked,
  type ReplyHead,
} from "./openai/index.ts";
import type { ServedModel } from "./served.ts";
import { eventStream, type EventSink } from "./event-stream.ts";
import { think, type Question, type Thought, type Watcher } from "./think/index.ts";

/** What answering a request needs. */
export interface Answering {
  readonly served: ServedModel;
  readonly gate: Gate;
  readonly counters: Counters;
  /** Names the weights for clients. */
  readonly fingerprint: string;
  /** Is told of failures that are nobody's request's. */
  readonly report: (error: unknown) => void;
}

/** Who asks, and until when. */
interface Caller {
  readonly client: string;
  readonly signal: AbortSignal;
  readonly arrivedMs: number;
  /** Is told how a streamed answer ended, as a status would say it. */
  readonly onStreamEnd: (status: number) => void;
}

/** Answers a request in one piece, or as a stream of events. */
export async function answer(answering: Answering, asked: Asked, caller: Caller): Promise<Response> {
  const { served, gate } = answering;
  const questions = questionsOf(asked, served);
  const [first] = questions;
  if (first === undefined) throw new Error("a request must ask something"); // its schema sees to it
  const logprobs = logprobsTeller(asked, served.policy);
  const entering = enter(gate, questions.length * first.strategy.parallel, caller, answering);
  const head: ReplyHead = {
    id: `${asked.kind === "chat" ? "chatcmpl" : "cmpl"}-${randomUUID().replaceAll("-", "")}`,
    created: Math.floor(Date.now() / 1000),
    model: asked.model,
    system_fingerprint: answering.fingerprint,
  };
  if (asked.stream) return streamed(answering, asked, questions, head, entering, caller);
  const leave = await entering;
  try {
    const thoughts = await thinkAll(answering, questions, () => ({}), caller);
    return Response.json(replyDocument(asked, head, { strategy: first.strategy.name, logprobs }, thoughts));
  } finally {
    leave();
  }
}

/** The answer as events. Failures before the first text are answered as such; later ones are the stream's last event. */
async function streamed(
  answering: Answering,
  asked: Asked,
  questions: readonly Question[],
  head: ReplyHead,
  entering: Promise<() => void>,
  caller: Caller,
): Promise<Response> {
  const left = new AbortController();
  const signal = AbortSignal.any([caller.signal, left.signal]);
  const stream = eventStream(() => left.abort(new ClientLeft()));
  const work = writeEvents(answering, asked, questions, head, entering, { ...caller, signal }, stream.sink);
  const failed = work.then(
    () => undefined,
    (error: unknown) => error,
  );
  const early = await Promise.race([failed, stream.begun]);
  if (early !== undefined) {
    stream.sink.close(); // else its signs of life outlive it
    throw early;
  }
  void failed.then((error) => {
    const told = error === undefined ? undefined : asApiError(error);
    if (told !== undefined && told.status >= 500 && !signal.aborted) answering.report(error);
    stream.sink.close(told?.body);
    caller.onStreamEnd(signal.reason instanceof ClientLeft ? clientLeftStatus : (told?.status ?? 200));
  });
  return new Response(stream.body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache",
      "x-accel-buffering": "no",
    },
  });
}

async function writeEvents(
  answering: Answering,
  asked: Asked,
  questions: readonly Question[],
  head: ReplyHead,
  entering: Promise<() => void>,
  caller: Caller,
  sink: EventSink,
): Promise<void> {
  const { turns = 1, parallel = 1, name: strategy = "" } = questions[0]?.strategy ?? {};
  const as = {
    isSingle: turns === 1 && parallel === 1,
    strategy,
    logprobs: logprobsTeller(asked, answering.served.policy),
    betweenPiecesMs: () => betweenPiecesMs(answering.gate.running),
  };
  const writer = chunkWriter(asked, head, as, sink.send);
  let hasText = false;
  const begin = (): void => {
    if (hasText) return;
    hasText = true;
    answering.counters.observe("rise_first_text_seconds", (performance.now() - caller.arrivedMs) / 1000);
    writer.begin();
  };
  const watcher = (index: number): Watcher => {
    const inner = writer.watcher(index);
    return {
      text: (piece, place) => (begin(), inner.text?.(piece, place)),
      turn: (turn, place) => (begin(), inner.turn?.(turn, place)),
    };
  };
  const leave = await entering;
  try {
    const thoughts = await thinkAll(answering, questions, watcher, caller, (index, thought) =>
      writer.finish(index, thought),
    );
    writer.end(thoughts);
  } finally {
    leave();
  }
}

const shortestMs = 40; // 25 pieces a second read as well as a thousand, and cost a fraction
const piecesPerSecond = 1000; // of all streams together: beyond that writing takes from sampling

/** How long the text of a stream is held back: the more of them there are, the longer are the pieces of each. */
const betweenPiecesMs = (streams: number): number => Math.max(shortestMs, (1000 * streams) / piecesPerSecond);

/** Thinks all questions over side by side; where one fails, the others are given up. */
async function thinkAll(
  { served, counters }: Answering,
  questions: readonly Question[],
  watcher: (index: number) => Watcher,
  { signal }: Caller,
  atEnd: (index: number, thought: Thought) => void = () => {},
): Promise<readonly Thought[]> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const thinking = questions.map(async (question, index) => {
    try {
      const thought = await think(served, question, watcher(index), either);
      atEnd(index, thought);
      return thought;
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(thinking);
  signal.throwIfAborted();
  failure.signal.throwIfAborted();
  const thoughts = await Promise.all(thinking);
  const { prompt_tokens: read, completion_tokens: generated } = usageOfThoughts(thoughts);
  counters.add("rise_tokens_total", { kind: "read" }, read);
  counters.add("rise_tokens_total", { kind: "generated" }, generated);
  counters.add(
    "rise_turns_total",
    {},
    thoughts.reduce((sum, { turns }) => sum + turns.length, 0),
  );
  return thoughts;
}

function enter(gate: Gate, places: number, { client, signal }: Caller, { counters }: Answering): Promise<() => void> {
  try {
    return gate.enter(client, places, signal);
  } catch (error) {
    if (!(error instanceof Busy)) throw error;
    counters.add("rise_rejected_total", {});
    const { retryAfterSeconds } = error;
    throw new ApiError(429, `the server is busy; try again in ${retryAfterSeconds} s`, {
      code: "rate_limit_exceeded",
      retryAfterSeconds,
    });
  }
}

/** A failure as clients are told it: what is not theirs to mend is told without its words. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof DOMException && error.name === "TimeoutError")
    return new ApiError(504, "the answer took too long", { code: "timeout" });
  if (error instanceof ContextError)
    return new ApiError(400, "the messages leave no room for an answer in what the model reads at once; shorten them", {
      param: "messages",
      code: "context_length_exceeded",
      cause: error,
    });
  if (error instanceof ChatError)
    return new ApiError(400, "the model's chat template does not take these messages; try one user's message alone", {
      param: "messages",
      code: "invalid_value",
      cause: error,
    });
  if (error instanceof BudgetReached)
    return new ApiError(503, "the server's budget is spent", { code: "budget_spent", cause: error });
  return new ApiError(502, "the model could not answer; the server's log says why", {
    code: "model_failed",
    cause: error,
  });
}

/** Names the weights, so that a client sees when they are others; a hash, since a digest may bear a name. */
export const fingerprintOf = (digest: string): string =>
  `fp_${createHash("sha256").update(digest).digest("hex").slice(0, 12)}`;
