import { isObject, type StopReason } from "../../../mdp/index.ts";
import type { Response } from "../ask.ts";
import { ErrorReply, NonAnswer, SilentAnswer } from "./wire.ts";

/** A JSON object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** A JSON object's fields; none where it is not an object. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}

/** A JSON array's items; none where it is not an array. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A whole number of at least 0, or undefined. */
export function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

/**
 * Token ids.
 *
 * @returns undefined where there are none, or what is there is something else
 */
export function idsOf(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const ids = value.map(countOf);
  return ids.every((id) => id !== undefined) ? ids : undefined;
}

/**
 * Log-probabilities, in nats; rounding may lift one above 0, where none can be.
 *
 * @returns undefined where there are none, or what is there is something else
 */
export function logprobsOf(value: readonly unknown[]): readonly number[] | undefined {
  const logprobs = value.map((one) => (typeof one === "number" && Number.isFinite(one) ? Math.min(0, one) : undefined));
  return logprobs.length > 0 && logprobs.every((one) => one !== undefined) ? logprobs : undefined;
}

/** Throws where a success carries an error, as servers do that notice it late. */
export function refuseError(reply: unknown): Fields {
  const fields = fieldsOf(reply);
  const { error } = fields;
  if (error === undefined || error === null) {
    if (fields["object"] === "error") throw new ErrorReply(`an error: ${wordsOf(fields["message"])}`);
    return fields;
  }
  throw new ErrorReply(`an error: ${wordsOf(fieldsOf(error)["message"] ?? error)}`);
}

/** A server's words, shortened. */
function wordsOf(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? null);
  return text.length <= 200 ? text : `${text.slice(0, 200)}...`;
}

const ends: Readonly<Record<string, StopReason>> = {
  stop: "endOfTurn",
  complete: "endOfTurn",
  eos: "endOfTurn",
  eos_token: "endOfTurn",
  end_turn: "endOfTurn",
  stop_sequence: "endOfTurn",
  length: "length",
  max_tokens: "length",
  model_length: "length",
  limit: "length",
};

/**
 * Why a response ended.
 *
 * @throws NonAnswer if that is neither the end of the turn nor the token limit: an abort, a filter, a tool call, nothing
 */
export function stopOf(reason: unknown, usage: NonAnswer["usage"]): StopReason {
  const name = typeof reason === "string" ? reason.toLowerCase() : ""; // gateways hand on others' capitals
  const stop = Object.hasOwn(ends, name) ? ends[name] : undefined;
  if (stop === undefined) throw new NonAnswer(`a response that ended by ${wordsOf(reason)}`, usage);
  return stop;
}

/** Throws where there is no response at all, with what is there instead. */
export function refuseNone(got: number, usage: NonAnswer["usage"], reply: Fields = {}): void {
  if (got > 0) return;
  const words = reply["message"] ?? reply["detail"] ?? reply["msg"] ?? reply["errors"];
  if (words === undefined) throw new NonAnswer("a reply without a choice", usage);
  throw new ErrorReply(`a reply without a choice: ${wordsOf(words)}`, usage);
}

/** Throws where there are not as many responses as were asked for. */
export function refuseOtherCount(got: number, wanted: number, usage: NonAnswer["usage"]): void {
  if (got !== wanted) throw new NonAnswer(`${got} responses where ${wanted} were asked for`, usage);
}

/**
 * A response with its ids where each of them has its log-probability, else its text alone.
 *
 * @throws NonAnswer if there is neither: without ids an empty text may be anything, with them it is a turn that was ended at once
 */
export function responseOf({
  text,
  thought = "",
  stop,
  ids,
  logprobs,
  usage,
}: {
  readonly text: unknown;
  readonly thought?: string;
  readonly stop: StopReason;
  readonly ids: readonly number[] | undefined;
  readonly logprobs: readonly number[] | undefined;
  readonly usage: NonAnswer["usage"];
}): Response {
  const written = typeof text === "string" ? text : "";
  if (ids !== undefined && logprobs?.length === ids.length) return { text: written, stop, sampled: { ids, logprobs } };
  const apart = thought === "" ? {} : { thought };
  if (written.trim() !== "") return { text: written, stop, ...apart };
  // A thought that the limit cut off is the model's doing, also where the server keeps it to itself.
  const isCutThought = stop === "length" && (thought !== "" || usage.generatedTokens > 0);
  if (isCutThought) return { text: "", stop, ...apart };
  throw new SilentAnswer(thought === "" ? "an empty response" : "a thought without an answer", usage);
}
